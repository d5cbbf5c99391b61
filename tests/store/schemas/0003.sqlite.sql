CREATE TABLE convqa_schema (
version_num VARCHAR(32) NOT NULL,
CONSTRAINT convqa_schema_pkc PRIMARY KEY (version_num)
);
CREATE TABLE audit (
seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
at TEXT NOT NULL,
actor TEXT NOT NULL,
action TEXT NOT NULL,
subject_kind TEXT NOT NULL,
subject_key TEXT NOT NULL,
detail TEXT NOT NULL,
previous TEXT NOT NULL,
hash TEXT NOT NULL,
CONSTRAINT uq_audit_previous UNIQUE (previous)
);
CREATE TABLE conversation (
id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
identity TEXT NOT NULL,
opening TEXT NOT NULL,
first_seen_at TEXT NOT NULL,
CONSTRAINT uq_conversation_identity_opening UNIQUE (identity, opening)
);
CREATE TABLE file (
id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
place TEXT NOT NULL,
bytes TEXT NOT NULL,
options TEXT NOT NULL,
seen INTEGER NOT NULL,
conversations INTEGER NOT NULL,
state TEXT NOT NULL,
CONSTRAINT uq_file_place_bytes_options UNIQUE (place, bytes, options)
);
CREATE TABLE gone (
kind TEXT NOT NULL,
"key" TEXT NOT NULL,
at TEXT NOT NULL,
why TEXT NOT NULL,
CONSTRAINT pk_gone PRIMARY KEY (kind, "key")
);
CREATE TABLE review (
"key" TEXT NOT NULL,
conversation TEXT NOT NULL,
agent_id TEXT,
reviewer TEXT,
at DOUBLE,
form TEXT,
session INTEGER NOT NULL,
contact INTEGER,
discover INTEGER,
respond INTEGER,
ownership INTEGER,
clarity INTEGER,
presence INTEGER,
extra INTEGER,
effort INTEGER,
satisfaction INTEGER,
total INTEGER,
scores TEXT NOT NULL,
choices TEXT NOT NULL,
turn_labels TEXT NOT NULL,
source TEXT NOT NULL,
line INTEGER,
stored_at TEXT NOT NULL,
CONSTRAINT pk_review PRIMARY KEY ("key")
);
CREATE TABLE rubric (
hash TEXT NOT NULL,
reference TEXT NOT NULL,
content TEXT NOT NULL,
CONSTRAINT pk_rubric PRIMARY KEY (hash),
CONSTRAINT uq_rubric_reference UNIQUE (reference)
);
CREATE TABLE run (
id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
command TEXT NOT NULL,
options TEXT NOT NULL,
host TEXT NOT NULL,
pid INTEGER NOT NULL,
started_at TEXT NOT NULL,
heartbeat_at TEXT NOT NULL,
ended_at TEXT,
state TEXT NOT NULL,
counts TEXT NOT NULL
);
CREATE TABLE sample (
id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
seed TEXT NOT NULL,
size INTEGER NOT NULL,
drawn_at TEXT NOT NULL
);
CREATE TABLE setting (
name TEXT NOT NULL,
value TEXT NOT NULL,
CONSTRAINT pk_setting PRIMARY KEY (name)
);
CREATE TABLE site_user (
user_key TEXT NOT NULL,
role TEXT NOT NULL,
CONSTRAINT pk_site_user PRIMARY KEY (user_key)
);
CREATE TABLE team (
id TEXT NOT NULL,
name TEXT NOT NULL,
CONSTRAINT pk_team PRIMARY KEY (id)
);
CREATE TABLE agent (
agent_id TEXT NOT NULL,
team_id TEXT,
active INTEGER NOT NULL,
CONSTRAINT pk_agent PRIMARY KEY (agent_id),
CONSTRAINT fk_agent_team_id FOREIGN KEY(team_id) REFERENCES team (id) ON DELETE SET NULL
);
CREATE TABLE failure (
file_id INTEGER NOT NULL,
line INTEGER NOT NULL,
shown TEXT NOT NULL,
problem TEXT NOT NULL,
remedy TEXT NOT NULL,
tries INTEGER NOT NULL,
first_at TEXT NOT NULL,
last_at TEXT NOT NULL,
solved_at TEXT,
run_id INTEGER,
CONSTRAINT pk_failure PRIMARY KEY (file_id, line),
CONSTRAINT fk_failure_file_id FOREIGN KEY(file_id) REFERENCES file (id) ON DELETE CASCADE,
CONSTRAINT fk_failure_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE SET NULL
);
CREATE TABLE sample_group (
sample_id INTEGER NOT NULL,
agent_id TEXT NOT NULL,
population INTEGER NOT NULL,
CONSTRAINT pk_sample_group PRIMARY KEY (sample_id, agent_id),
CONSTRAINT fk_sample_group_sample_id FOREIGN KEY(sample_id) REFERENCES sample (id) ON DELETE CASCADE
);
CREATE TABLE sample_member (
sample_id INTEGER NOT NULL,
agent_id TEXT NOT NULL,
identity TEXT NOT NULL,
input_hash TEXT NOT NULL,
CONSTRAINT pk_sample_member PRIMARY KEY (sample_id, agent_id, identity),
CONSTRAINT fk_sample_member_sample_id FOREIGN KEY(sample_id) REFERENCES sample (id) ON DELETE CASCADE
);
CREATE TABLE version (
id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
conversation_id INTEGER NOT NULL,
seen INTEGER NOT NULL,
input_hash TEXT NOT NULL,
convqa TEXT NOT NULL,
redactor TEXT NOT NULL,
speech TEXT NOT NULL,
content_hash TEXT NOT NULL,
shown_id TEXT NOT NULL,
source TEXT NOT NULL,
language TEXT NOT NULL,
channel TEXT,
started_at TEXT,
day TEXT,
customer_key TEXT,
speech_confidence DOUBLE,
doubts TEXT NOT NULL,
role_certainty DOUBLE NOT NULL,
CONSTRAINT fk_version_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversation (id) ON DELETE CASCADE,
CONSTRAINT uq_version_conversation_id_input_hash_convqa_redactor_speech UNIQUE (conversation_id, input_hash, convqa, redactor, speech)
);
CREATE TABLE file_version (
file_id INTEGER NOT NULL,
ordinal INTEGER NOT NULL,
version_id INTEGER NOT NULL,
CONSTRAINT pk_file_version PRIMARY KEY (file_id, ordinal),
CONSTRAINT fk_file_version_file_id FOREIGN KEY(file_id) REFERENCES file (id) ON DELETE CASCADE,
CONSTRAINT fk_file_version_version_id FOREIGN KEY(version_id) REFERENCES version (id) ON DELETE CASCADE,
CONSTRAINT uq_file_version_version_id_file_id_ordinal UNIQUE (version_id, file_id, ordinal)
);
CREATE TABLE reading (
id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
version_id INTEGER NOT NULL,
model TEXT NOT NULL,
codebook TEXT NOT NULL,
resolution TEXT NOT NULL,
resolution_probability DOUBLE NOT NULL,
satisfaction INTEGER NOT NULL,
satisfaction_rating INTEGER NOT NULL,
satisfaction_low INTEGER NOT NULL,
satisfaction_high INTEGER NOT NULL,
loyalty TEXT NOT NULL,
loyalty_probability DOUBLE NOT NULL,
touchpoint TEXT NOT NULL,
touchpoint_probability DOUBLE NOT NULL,
process_failure TEXT,
process_failure_probability DOUBLE NOT NULL,
review TEXT,
review_probability DOUBLE NOT NULL,
shortened TEXT NOT NULL,
weakest_effort_turn INTEGER,
CONSTRAINT fk_reading_version_id FOREIGN KEY(version_id) REFERENCES version (id) ON DELETE CASCADE,
CONSTRAINT uq_reading_version_id_model_codebook UNIQUE (version_id, model, codebook)
);
CREATE TABLE turn (
version_id INTEGER NOT NULL,
position INTEGER NOT NULL,
role TEXT NOT NULL,
agent_id TEXT,
start_s DOUBLE,
end_s DOUBLE,
speech_confidence DOUBLE,
text TEXT NOT NULL,
CONSTRAINT pk_turn PRIMARY KEY (version_id, position),
CONSTRAINT fk_turn_version_id FOREIGN KEY(version_id) REFERENCES version (id) ON DELETE CASCADE
);
CREATE TABLE absence (
reading_id INTEGER NOT NULL,
agent_id TEXT NOT NULL,
turn INTEGER NOT NULL,
kind TEXT NOT NULL,
contact INTEGER NOT NULL,
discover INTEGER NOT NULL,
respond INTEGER NOT NULL,
ownership INTEGER NOT NULL,
clarity INTEGER NOT NULL,
presence INTEGER NOT NULL,
extra INTEGER NOT NULL,
effort INTEGER NOT NULL,
CONSTRAINT pk_absence PRIMARY KEY (reading_id, agent_id, turn, kind),
CONSTRAINT fk_absence_reading_id FOREIGN KEY(reading_id) REFERENCES reading (id) ON DELETE CASCADE
)
WITHOUT ROWID;
CREATE TABLE assessment (
id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
reading_id INTEGER NOT NULL,
rubric_hash TEXT NOT NULL,
feedback_language TEXT NOT NULL,
repeat_contacts INTEGER NOT NULL,
unanswered_questions INTEGER NOT NULL,
handovers INTEGER NOT NULL,
promises_without_time INTEGER NOT NULL,
coached INTEGER NOT NULL,
stored_at TEXT NOT NULL,
run_id INTEGER,
CONSTRAINT fk_assessment_reading_id FOREIGN KEY(reading_id) REFERENCES reading (id) ON DELETE CASCADE,
CONSTRAINT fk_assessment_rubric_hash FOREIGN KEY(rubric_hash) REFERENCES rubric (hash),
CONSTRAINT fk_assessment_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE SET NULL,
CONSTRAINT uq_assessment_reading_id_rubric_hash_feedback_language UNIQUE (reading_id, rubric_hash, feedback_language)
);
CREATE TABLE contribution (
reading_id INTEGER NOT NULL,
agent_id TEXT NOT NULL,
turn INTEGER NOT NULL,
contact INTEGER NOT NULL,
discover INTEGER NOT NULL,
respond INTEGER NOT NULL,
ownership INTEGER NOT NULL,
clarity INTEGER NOT NULL,
presence INTEGER NOT NULL,
extra INTEGER NOT NULL,
effort INTEGER NOT NULL,
CONSTRAINT pk_contribution PRIMARY KEY (reading_id, agent_id, turn),
CONSTRAINT fk_contribution_reading_id FOREIGN KEY(reading_id) REFERENCES reading (id) ON DELETE CASCADE
)
WITHOUT ROWID;
CREATE TABLE rating (
reading_id INTEGER NOT NULL,
agent_id TEXT NOT NULL,
name TEXT NOT NULL,
value INTEGER NOT NULL,
rating INTEGER NOT NULL,
low INTEGER NOT NULL,
high INTEGER NOT NULL,
base INTEGER NOT NULL,
CONSTRAINT pk_rating PRIMARY KEY (reading_id, agent_id, name),
CONSTRAINT fk_rating_reading_id FOREIGN KEY(reading_id) REFERENCES reading (id) ON DELETE CASCADE
)
WITHOUT ROWID;
CREATE TABLE turn_label (
reading_id INTEGER NOT NULL,
position INTEGER NOT NULL,
labels TEXT NOT NULL,
probabilities TEXT NOT NULL,
CONSTRAINT pk_turn_label PRIMARY KEY (reading_id, position),
CONSTRAINT fk_turn_label_reading_id FOREIGN KEY(reading_id) REFERENCES reading (id) ON DELETE CASCADE
);
CREATE TABLE scorecard (
assessment_id INTEGER NOT NULL,
position INTEGER NOT NULL,
agent_id TEXT NOT NULL,
total INTEGER,
CONSTRAINT pk_scorecard PRIMARY KEY (assessment_id, position),
CONSTRAINT fk_scorecard_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessment (id) ON DELETE CASCADE,
CONSTRAINT uq_scorecard_assessment_id_agent_id UNIQUE (assessment_id, agent_id)
);
CREATE TABLE feedback (
assessment_id INTEGER NOT NULL,
card INTEGER NOT NULL,
position INTEGER NOT NULL,
kind TEXT NOT NULL,
about TEXT NOT NULL,
text TEXT NOT NULL,
turns TEXT NOT NULL,
CONSTRAINT pk_feedback PRIMARY KEY (assessment_id, card, position),
CONSTRAINT fk_feedback_assessment_id_card FOREIGN KEY(assessment_id, card) REFERENCES scorecard (assessment_id, position) ON DELETE CASCADE,
CONSTRAINT fk_feedback_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessment (id) ON DELETE CASCADE
);
CREATE TABLE flag (
assessment_id INTEGER NOT NULL,
position INTEGER NOT NULL,
card INTEGER,
name TEXT NOT NULL,
severity TEXT NOT NULL,
turns TEXT NOT NULL,
reason TEXT NOT NULL,
detail TEXT,
CONSTRAINT pk_flag PRIMARY KEY (assessment_id, position),
CONSTRAINT ck_flag_severity CHECK (severity IN ('good', 'look')),
CONSTRAINT fk_flag_assessment_id_card FOREIGN KEY(assessment_id, card) REFERENCES scorecard (assessment_id, position) ON DELETE CASCADE,
CONSTRAINT fk_flag_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessment (id) ON DELETE CASCADE
);
CREATE INDEX ix_review_agent_id ON review (agent_id);
CREATE INDEX ix_review_conversation ON review (conversation);
CREATE INDEX ix_agent_team_id ON agent (team_id);
CREATE INDEX ix_version_customer_key ON version (customer_key);
CREATE INDEX ix_version_day ON version (day);
CREATE INDEX ix_version_input_hash ON version (input_hash);
CREATE INDEX ix_version_shown_id ON version (shown_id);
CREATE INDEX ix_scorecard_agent_id ON scorecard (agent_id);
CREATE INDEX ix_flag_name ON flag (name);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq OR previous = NEW.previous) BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
INSERT INTO convqa_schema (version_num) VALUES ('0001') RETURNING version_num;
CREATE TABLE _alembic_tmp_sample_member (
sample_id INTEGER NOT NULL,
agent_id TEXT NOT NULL,
identity TEXT NOT NULL,
input_hash TEXT NOT NULL,
CONSTRAINT pk_sample_member PRIMARY KEY (sample_id, agent_id, identity, input_hash),
CONSTRAINT fk_sample_member_sample_id FOREIGN KEY(sample_id) REFERENCES sample (id) ON DELETE CASCADE
);
INSERT INTO _alembic_tmp_sample_member (sample_id, agent_id, identity, input_hash) SELECT sample_member.sample_id, sample_member.agent_id, sample_member.identity, sample_member.input_hash
FROM sample_member;
DROP TABLE sample_member;
ALTER TABLE _alembic_tmp_sample_member RENAME TO sample_member;
UPDATE convqa_schema SET version_num='0002' WHERE convqa_schema.version_num = '0001';
UPDATE convqa_schema SET version_num='0003' WHERE convqa_schema.version_num = '0002';
