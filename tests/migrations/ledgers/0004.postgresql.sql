CREATE TABLE clearances (
    sha256 character varying(64) NOT NULL,
    who text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE cuts (
    sha256 character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    who text NOT NULL,
    pages json NOT NULL,
    before json NOT NULL,
    state character varying(16) NOT NULL
);
CREATE TABLE documents (
    id character varying(80) NOT NULL,
    sha256 character varying(64) NOT NULL,
    pages json NOT NULL,
    state character varying(16) NOT NULL,
    config character varying(64) NOT NULL,
    published_at timestamp with time zone NOT NULL
);
CREATE TABLE entries (
    id character varying(64) NOT NULL,
    location text NOT NULL,
    name text NOT NULL,
    code character varying(40) NOT NULL,
    reason text NOT NULL,
    first_night character varying(40) NOT NULL,
    last_night character varying(40) NOT NULL
);
CREATE TABLE files (
    sha256 character varying(64) NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    pages integer,
    state character varying(16) NOT NULL,
    code character varying(40),
    reason text,
    attempts integer NOT NULL,
    first_seen timestamp with time zone NOT NULL,
    updated timestamp with time zone NOT NULL
);
CREATE TABLE nights (
    id character varying(40) NOT NULL,
    started timestamp with time zone NOT NULL,
    ended timestamp with time zone,
    state character varying(16) NOT NULL,
    counts json NOT NULL
);
CREATE TABLE pages (
    sha256 character varying(64) NOT NULL,
    number integer NOT NULL,
    config character varying(64) NOT NULL,
    state character varying(16) NOT NULL,
    attempts integer NOT NULL,
    code character varying(40),
    reason text,
    seconds double precision,
    finished_at timestamp with time zone
);
CREATE TABLE records (
    id character varying(80) NOT NULL,
    number_key character varying(64),
    grade character varying(8) NOT NULL,
    fields json NOT NULL,
    notes json NOT NULL
);
CREATE TABLE sightings (
    id character varying(64) NOT NULL,
    location text NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    mtime_ns bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    first_seen timestamp with time zone NOT NULL,
    last_seen timestamp with time zone NOT NULL
);
CREATE TABLE sohoa_schema (
    id integer NOT NULL,
    version integer NOT NULL
);
CREATE SEQUENCE sohoa_schema_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE sohoa_schema_id_seq OWNED BY sohoa_schema.id;
ALTER TABLE ONLY sohoa_schema ALTER COLUMN id SET DEFAULT nextval('sohoa_schema_id_seq'::regclass);
INSERT INTO clearances VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'Lê Thị Mai', '2026-11-29 16:00:48.412875+00');
INSERT INTO cuts VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '2026-11-29 16:00:48.419516+00', 'Trần Văn Bình', '[[1], [2, 3]]', '[["aaaaaaaaaaaaaaaa-0001", [1, 2], "kkkkkkkkkkkkkkkk"], ["aaaaaaaaaaaaaaaa-0002", [3], "kkkkkkkkkkkkkkkk"]]', 'done');
INSERT INTO cuts VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '2026-11-29 16:00:48.427574+00', 'Trần Văn Bình', '[[1, 2], [3]]', '[["aaaaaaaaaaaaaaaa-0001", [1], "kkkkkkkkkkkkkkkk"], ["aaaaaaaaaaaaaaaa-0002", [2, 3], "kkkkkkkkkkkkkkkk"]]', 'pending');
INSERT INTO documents VALUES ('aaaaaaaaaaaaaaaa-0001', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '[1]', 'published', 'kkkkkkkkkkkkkkkk', '2026-11-29 16:00:48.406532+00');
INSERT INTO documents VALUES ('aaaaaaaaaaaaaaaa-0002', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '[2, 3]', 'published', 'kkkkkkkkkkkkkkkk', '2026-11-29 16:00:48.406532+00');
INSERT INTO entries VALUES ('924173a794dd8f21dceb0c71cb0a4e4efce448d04cc9d4f05fffab3060adc977', '/hop-nhan/x.zip', 'x.zip', 'not-a-scan', 'không phải tệp quét', '2026-11-22T22-00-00', '2026-11-22T22-00-00');
INSERT INTO files VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'công văn 574.pdf', 81920, 3, 'published', NULL, NULL, 1, '2026-11-29 16:00:48.383377+00', '2026-11-29 16:00:48.408936+00');
INSERT INTO files VALUES ('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'có mật khẩu.pdf', 81920, NULL, 'set_aside', 'encrypted', 'có mật khẩu.pdf: PDF có mật khẩu. Hãy gỡ mật khẩu rồi đưa lại vào hộp nhận.', 0, '2026-11-29 16:00:48.391192+00', '2026-11-29 16:00:48.409916+00');
INSERT INTO files VALUES ('cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', 'tên�hỏng.pdf', 81920, NULL, 'failed', 'archive-full', 'Kho đã đầy', 0, '2026-11-29 16:00:48.394188+00', '2026-11-29 16:00:48.41068+00');
INSERT INTO nights VALUES ('2026-11-21T22-00-00', '2026-11-29 16:00:48.396966+00', '2026-11-29 16:00:48.411357+00', 'done', '{"pages": 3, "documents": 2}');
INSERT INTO nights VALUES ('2026-11-22T22-00-00', '2026-11-29 16:00:48.41221+00', NULL, 'running', '{}');
INSERT INTO pages VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 'kkkkkkkkkkkkkkkk', 'done', 1, NULL, NULL, 2.5, '2026-11-29 16:00:48.401446+00');
INSERT INTO pages VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 2, 'kkkkkkkkkkkkkkkk', 'done', 1, NULL, NULL, 3.5, '2026-11-29 16:00:48.403624+00');
INSERT INTO pages VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 3, 'kkkkkkkkkkkkkkkk', 'failed', 1, 'page-corrupt', 'công văn 574.pdf, trang 3: ảnh của trang bị hỏng (JPEG). Hãy quét lại trang này.', 0, '2026-11-29 16:00:48.405607+00');
INSERT INTO records VALUES ('aaaaaaaaaaaaaaaa-0001', '2026|UBND|574', 'must', '{"number": "574", "subject": "v\u1ec1 vi\u1ec7c \u201cl\u0169 qu\u00e9t\u201d"}', '[{"what": "number", "where": "p1", "why": "b\u00fat"}]');
INSERT INTO sightings VALUES ('2352d67f5a56555d2cdaf0d675a4a7f3b6a469b56a5d4e68a15128771ef87f58', '/hop-nhan/công văn 574.pdf', 'công văn 574.pdf', 81920, 1700000000123456789, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '2026-11-29 16:00:48.383377+00', '2026-11-29 16:00:48.383377+00');
INSERT INTO sightings VALUES ('bb9958f0de6202f76f78fa701f97dc14548223bd3077eda054dba2a61f27beec', '/hop-nhan/bản sao/công văn 574.pdf', 'bản sao/công văn 574.pdf', 81920, 1700000000123456789, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '2026-11-29 16:00:48.388259+00', '2026-11-29 16:00:48.388259+00');
INSERT INTO sightings VALUES ('9dd0d1820a0cb17f9874f88fd99bcf52ae0788e0fac677c48e8534958f9324eb', '/hop-nhan/có mật khẩu.pdf', 'có mật khẩu.pdf', 81920, 1700000100000000000, 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '2026-11-29 16:00:48.391192+00', '2026-11-29 16:00:48.391192+00');
INSERT INTO sightings VALUES ('6426b23fca4e224e5f3bd035a56fb273140fbfbe0830832eab581d7153ca017d', 'file:///hop-nhan/t%C3%AAn%FFh%E1%BB%8Fng.pdf', 'tên�hỏng.pdf', 81920, 1700000200000000000, 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', '2026-11-29 16:00:48.394188+00', '2026-11-29 16:00:48.394188+00');
INSERT INTO sohoa_schema VALUES (1, 4);
SELECT pg_catalog.setval('sohoa_schema_id_seq', 1, false);
ALTER TABLE ONLY clearances
    ADD CONSTRAINT clearances_pkey PRIMARY KEY (sha256);
ALTER TABLE ONLY cuts
    ADD CONSTRAINT cuts_pkey PRIMARY KEY (sha256, at);
ALTER TABLE ONLY documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY files
    ADD CONSTRAINT files_pkey PRIMARY KEY (sha256);
ALTER TABLE ONLY nights
    ADD CONSTRAINT nights_pkey PRIMARY KEY (id);
ALTER TABLE ONLY pages
    ADD CONSTRAINT pages_pkey PRIMARY KEY (sha256, number, config);
ALTER TABLE ONLY records
    ADD CONSTRAINT records_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sightings
    ADD CONSTRAINT sightings_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sohoa_schema
    ADD CONSTRAINT sohoa_schema_pkey PRIMARY KEY (id);
CREATE INDEX documents_by_file ON documents USING btree (sha256);
CREATE INDEX files_by_state ON files USING btree (state);
CREATE INDEX records_by_grade ON records USING btree (grade);
CREATE INDEX records_by_number ON records USING btree (number_key);
CREATE INDEX sightings_by_file ON sightings USING btree (sha256);
ALTER TABLE ONLY clearances
    ADD CONSTRAINT clearances_sha256_fkey FOREIGN KEY (sha256) REFERENCES files(sha256);
ALTER TABLE ONLY cuts
    ADD CONSTRAINT cuts_sha256_fkey FOREIGN KEY (sha256) REFERENCES files(sha256);
ALTER TABLE ONLY documents
    ADD CONSTRAINT documents_sha256_fkey FOREIGN KEY (sha256) REFERENCES files(sha256);
ALTER TABLE ONLY pages
    ADD CONSTRAINT pages_sha256_fkey FOREIGN KEY (sha256) REFERENCES files(sha256);
ALTER TABLE ONLY records
    ADD CONSTRAINT records_id_fkey FOREIGN KEY (id) REFERENCES documents(id) ON DELETE CASCADE;
ALTER TABLE ONLY sightings
    ADD CONSTRAINT sightings_sha256_fkey FOREIGN KEY (sha256) REFERENCES files(sha256);
