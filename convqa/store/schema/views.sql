-- The views: what SQL may ask of a store, and what stays as it is while tables change (docs/store.md).
-- One row of v_assessment is one conversation: its newest version, as the newest model and rubric saw it. The other
-- views are of the same assessments. Amounts are numbers with decimals here, as in the record. Views are made anew by
-- every upgrade, so that no migration has to name one. Both engines run this file as it is.

-- The newest: of the versions of a conversation the one that was seen last, then of what was said of that version.
CREATE VIEW v_current AS
SELECT n.conversation_id, n.version_id, n.assessment_id
FROM (
    SELECT
        v.conversation_id, v.id AS version_id, a.id AS assessment_id,
        row_number() OVER (PARTITION BY v.conversation_id ORDER BY v.seen DESC, v.id DESC, a.id DESC) AS place
    FROM version v
    JOIN reading r ON r.version_id = v.id
    JOIN assessment a ON a.reading_id = r.id
) n
WHERE n.place = 1;

CREATE VIEW v_assessment AS
SELECT
    a.id AS assessment_id, v.conversation_id, v.shown_id AS conversation, v.source, v.language, v.channel,
    v.started_at, v.day, v.customer_key, v.content_hash, v.speech_confidence, v.role_certainty,
    v.convqa, r.model, r.codebook, v.redactor, NULLIF(v.speech, '') AS speech, u.reference AS rubric,
    r.resolution, r.resolution_probability,
    CAST(r.satisfaction AS DOUBLE PRECISION) / 10000 AS satisfaction,
    r.satisfaction_rating, r.satisfaction_low, r.satisfaction_high,
    r.loyalty, r.loyalty_probability, r.touchpoint, r.touchpoint_probability,
    r.process_failure, r.process_failure_probability, r.review, r.review_probability,
    a.repeat_contacts, a.unanswered_questions, a.handovers, a.promises_without_time,
    a.feedback_language, a.stored_at
FROM v_current c
JOIN assessment a ON a.id = c.assessment_id
JOIN reading r ON r.id = a.reading_id
JOIN version v ON v.id = c.version_id
JOIN rubric u ON u.hash = a.rubric_hash;

CREATE VIEW v_scorecard AS
SELECT
    s.assessment_id, v.conversation, s.agent_id, t.name AS team,
    CAST(s.total AS DOUBLE PRECISION) / 10000 AS total,
    v.language, v.channel, v.day, v.model, v.rubric
FROM v_assessment v
JOIN scorecard s ON s.assessment_id = v.assessment_id
LEFT JOIN agent g ON g.agent_id = s.agent_id
LEFT JOIN team t ON t.id = g.team_id;

CREATE VIEW v_rating AS
SELECT
    c.assessment_id, m.agent_id, m.name,
    CAST(m.value AS DOUBLE PRECISION) / 10000 AS value, m.rating, m.low, m.high,
    CAST(m.base AS DOUBLE PRECISION) / 10000 AS base
FROM v_current c
JOIN assessment a ON a.id = c.assessment_id
JOIN rating m ON m.reading_id = a.reading_id;

-- kind is 'turn' where the agent's own turn moves a rating, else what is missing.
CREATE VIEW v_contribution AS
SELECT
    c.assessment_id, p.agent_id, p.turn, p.kind,
    CAST(p.contact AS DOUBLE PRECISION) / 10000 AS contact,
    CAST(p.discover AS DOUBLE PRECISION) / 10000 AS discover,
    CAST(p.respond AS DOUBLE PRECISION) / 10000 AS respond,
    CAST(p.ownership AS DOUBLE PRECISION) / 10000 AS ownership,
    CAST(p.clarity AS DOUBLE PRECISION) / 10000 AS clarity,
    CAST(p.presence AS DOUBLE PRECISION) / 10000 AS presence,
    CAST(p.extra AS DOUBLE PRECISION) / 10000 AS extra,
    CAST(p.effort AS DOUBLE PRECISION) / 10000 AS effort
FROM v_current c
JOIN assessment a ON a.id = c.assessment_id
JOIN (
    SELECT
        reading_id, agent_id, turn, 'turn' AS kind,
        contact, discover, respond, ownership, clarity, presence, extra, effort
    FROM contribution
    UNION ALL
    SELECT
        reading_id, agent_id, turn, kind,
        contact, discover, respond, ownership, clarity, presence, extra, effort
    FROM absence
) p ON p.reading_id = a.reading_id;

-- agent_id is null where a flag is about the case and not about an agent.
CREATE VIEW v_flag AS
SELECT f.assessment_id, s.agent_id, f.name, f.severity, f.detail, f.turns, f.reason
FROM v_current c
JOIN flag f ON f.assessment_id = c.assessment_id
LEFT JOIN scorecard s ON s.assessment_id = f.assessment_id AND s.position = f.card;

-- Turns are numbered from 0, as everywhere.
CREATE VIEW v_turn AS
SELECT
    c.assessment_id, t.position AS turn, t.role, t.agent_id, t.start_s, t.end_s, t.speech_confidence, l.labels, t.text
FROM v_current c
JOIN assessment a ON a.id = c.assessment_id
JOIN turn t ON t.version_id = c.version_id
JOIN turn_label l ON l.reading_id = a.reading_id AND l.position = t.position;

-- What a person said beside what the machine said, a row for each rating that both gave. A review that names none of
-- the agents is of the only one who was rated, as in 'convqa evaluate'.
CREATE VIEW v_review_pair AS
SELECT
    p.review_key, p.assessment_id, p.conversation, p.agent_id, p.reviewer, p.form, p.session, p.name,
    CAST(p.machine AS DOUBLE PRECISION) / 10000 AS machine,
    CAST(p.person AS DOUBLE PRECISION) / 10000 AS person
FROM (
    SELECT
        w.key AS review_key, s.assessment_id, s.conversation, s.agent_id, w.reviewer, w.form, w.session,
        m.name, m.value AS machine,
        CASE m.name
            WHEN 'contact' THEN w.contact
            WHEN 'discover' THEN w.discover
            WHEN 'respond' THEN w.respond
            WHEN 'ownership' THEN w.ownership
            WHEN 'clarity' THEN w.clarity
            WHEN 'presence' THEN w.presence
            WHEN 'extra' THEN w.extra
            WHEN 'effort' THEN w.effort
        END AS person
    FROM review w
    JOIN v_scorecard s ON s.conversation = w.conversation
    JOIN assessment a ON a.id = s.assessment_id
    JOIN rating m ON m.reading_id = a.reading_id AND m.agent_id = s.agent_id
    WHERE w.agent_id = s.agent_id
        OR (
            (SELECT count(DISTINCT o.agent_id) FROM rating o WHERE o.reading_id = a.reading_id) = 1
            AND NOT EXISTS (
                SELECT 1 FROM scorecard n WHERE n.assessment_id = s.assessment_id AND n.agent_id = w.agent_id
            )
        )
) p
WHERE p.person IS NOT NULL;

-- No figure on an agent before there are as many conversations as the site asks for; without that setting, none. Of what
-- was read twice, as under two names of its source, the newest reading counts alone.
CREATE VIEW v_agent AS
SELECT o.agent_id, o.team, o.rubric, count(*) AS conversations, avg(o.total) AS mean_total
FROM (
    SELECT
        s.agent_id, s.team, s.rubric, s.total,
        row_number() OVER (PARTITION BY s.agent_id, s.rubric, v.input_hash ORDER BY s.assessment_id DESC) AS place
    FROM v_scorecard s
    JOIN assessment a ON a.id = s.assessment_id
    JOIN reading r ON r.id = a.reading_id
    JOIN version v ON v.id = r.version_id
    WHERE s.total IS NOT NULL
) o
WHERE o.place = 1
GROUP BY o.agent_id, o.team, o.rubric
HAVING count(*) >= (SELECT CAST(m.value AS INTEGER) FROM setting m WHERE m.name = 'minimum_n');
