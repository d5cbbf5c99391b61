-- The roles of a store in PostgreSQL. To be run once, by a superuser, in the database that will hold it:
--
--   createdb --encoding UTF8 --template template0 convqa
--   psql --set ON_ERROR_STOP=1 --dbname convqa --file deploy/postgres-roles.sql
--
-- How each of them logs in is for you to say: \password, a certificate, or peer on the machine itself.

CREATE ROLE convqa_owner LOGIN;    -- convqa store init and upgrade, a few times a year
CREATE ROLE convqa_writer LOGIN;   -- convqa score, and all other commands but convqa names
CREATE ROLE convqa_reader LOGIN;   -- SQL on the views
CREATE ROLE convqa_trainer LOGIN;  -- convqa names
CREATE ROLE convqa_officer LOGIN IN ROLE convqa_writer, convqa_trainer;  -- erasing, and exports of what is held on someone

ALTER DATABASE :"DBNAME" OWNER TO convqa_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO convqa_writer, convqa_reader, convqa_trainer;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO convqa_owner;

-- Only for the first 'convqa names import', which makes a schema that is then the trainer's own. Afterwards:
-- REVOKE CREATE ON DATABASE convqa FROM convqa_trainer;
GRANT CREATE ON DATABASE :"DBNAME" TO convqa_trainer;
