-- Who may do what in a store in PostgreSQL. To be run by convqa_owner after 'convqa store init', and again after each
-- 'convqa store upgrade', which makes the views anew:
--
--   psql --set ON_ERROR_STOP=1 --dbname convqa --username convqa_owner --file deploy/postgres-grants.sql
--
-- docs/operations.md says how the roles are made. The database holds nothing but the store.

BEGIN;

GRANT USAGE ON SCHEMA public TO convqa_writer, convqa_reader, convqa_trainer;

-- Scores, imports, purges, asks for figures. The audit log can be added to and not changed.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO convqa_writer;
REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM convqa_writer;
REVOKE INSERT, UPDATE, DELETE ON convqa_schema FROM convqa_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO convqa_writer;

-- Asks the views with SQL, for reports and dashboards.
GRANT SELECT ON v_assessment, v_scorecard, v_rating, v_contribution, v_flag, v_turn, v_review_pair, v_agent, v_current
    TO convqa_reader;

-- Imports and sees names; what it does is told in the log, and of the rest it sees nothing.
GRANT SELECT ON convqa_schema, setting TO convqa_trainer;
GRANT SELECT, INSERT ON audit TO convqa_trainer;

COMMIT;
