CREATE TABLE clearances (
	sha256 VARCHAR(64) NOT NULL, 
	who TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (sha256), 
	FOREIGN KEY(sha256) REFERENCES files (sha256)
);
INSERT INTO "clearances" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','Lê Thị Mai','2026-11-29 16:00:25.730554');
CREATE TABLE cuts (
	sha256 VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	pages JSON NOT NULL, 
	"before" JSON NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	PRIMARY KEY (sha256, at), 
	FOREIGN KEY(sha256) REFERENCES files (sha256)
);
INSERT INTO "cuts" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','2026-11-29 16:00:25.733768','Trần Văn Bình','[[1], [2, 3]]','[["aaaaaaaaaaaaaaaa-0001", [1, 2], "kkkkkkkkkkkkkkkk"], ["aaaaaaaaaaaaaaaa-0002", [3], "kkkkkkkkkkkkkkkk"]]','done');
INSERT INTO "cuts" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','2026-11-29 16:00:25.737973','Trần Văn Bình','[[1, 2], [3]]','[["aaaaaaaaaaaaaaaa-0001", [1], "kkkkkkkkkkkkkkkk"], ["aaaaaaaaaaaaaaaa-0002", [2, 3], "kkkkkkkkkkkkkkkk"]]','pending');
CREATE TABLE documents (
	id VARCHAR(80) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	pages JSON NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	config VARCHAR(64) NOT NULL, 
	published_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(sha256) REFERENCES files (sha256)
);
INSERT INTO "documents" VALUES('aaaaaaaaaaaaaaaa-0001','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','[1]','published','kkkkkkkkkkkkkkkk','2026-11-29 16:00:25.727799');
INSERT INTO "documents" VALUES('aaaaaaaaaaaaaaaa-0002','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','[2, 3]','published','kkkkkkkkkkkkkkkk','2026-11-29 16:00:25.727799');
CREATE TABLE entries (
	id VARCHAR(64) NOT NULL, 
	location TEXT NOT NULL, 
	name TEXT NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	reason TEXT NOT NULL, 
	first_night VARCHAR(40) NOT NULL, 
	last_night VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "entries" VALUES('924173a794dd8f21dceb0c71cb0a4e4efce448d04cc9d4f05fffab3060adc977','/hop-nhan/x.zip','x.zip','not-a-scan','không phải tệp quét','2026-11-22T22-00-00','2026-11-22T22-00-00');
CREATE TABLE files (
	sha256 VARCHAR(64) NOT NULL, 
	name TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	pages INTEGER, 
	state VARCHAR(16) NOT NULL, 
	code VARCHAR(40), 
	reason TEXT, 
	attempts INTEGER NOT NULL, 
	first_seen DATETIME NOT NULL, 
	updated DATETIME NOT NULL, 
	PRIMARY KEY (sha256)
);
INSERT INTO "files" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','công văn 574.pdf',81920,3,'published',NULL,NULL,1,'2026-11-29 16:00:25.715910','2026-11-29 16:00:25.728825');
INSERT INTO "files" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','có mật khẩu.pdf',81920,NULL,'set_aside','encrypted','có mật khẩu.pdf: PDF có mật khẩu. Hãy gỡ mật khẩu rồi đưa lại vào hộp nhận.',0,'2026-11-29 16:00:25.720325','2026-11-29 16:00:25.729334');
INSERT INTO "files" VALUES('cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','tên�hỏng.pdf',81920,NULL,'failed','archive-full','Kho đã đầy',0,'2026-11-29 16:00:25.721458','2026-11-29 16:00:25.729565');
CREATE TABLE nights (
	id VARCHAR(40) NOT NULL, 
	started DATETIME NOT NULL, 
	ended DATETIME, 
	state VARCHAR(16) NOT NULL, 
	counts JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "nights" VALUES('2026-11-21T22-00-00','2026-11-29 16:00:25.722527','2026-11-29 16:00:25.729763','done','{"pages": 3, "documents": 2}');
INSERT INTO "nights" VALUES('2026-11-22T22-00-00','2026-11-29 16:00:25.730274',NULL,'running','{}');
CREATE TABLE pages (
	sha256 VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	config VARCHAR(64) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	attempts INTEGER NOT NULL, 
	code VARCHAR(40), 
	reason TEXT, 
	seconds FLOAT, 
	finished_at DATETIME, 
	PRIMARY KEY (sha256, number, config), 
	FOREIGN KEY(sha256) REFERENCES files (sha256)
);
INSERT INTO "pages" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',1,'kkkkkkkkkkkkkkkk','done',1,NULL,NULL,2.5,'2026-11-29 16:00:25.724986');
INSERT INTO "pages" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',2,'kkkkkkkkkkkkkkkk','done',1,NULL,NULL,3.5,'2026-11-29 16:00:25.726233');
INSERT INTO "pages" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',3,'kkkkkkkkkkkkkkkk','failed',1,'page-corrupt','công văn 574.pdf, trang 3: ảnh của trang bị hỏng (JPEG). Hãy quét lại trang này.',0.0,'2026-11-29 16:00:25.727322');
CREATE TABLE records (
	id VARCHAR(80) NOT NULL, 
	number_key VARCHAR(64), 
	grade VARCHAR(8) NOT NULL, 
	fields JSON NOT NULL, 
	notes JSON NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES documents (id) ON DELETE CASCADE
);
INSERT INTO "records" VALUES('aaaaaaaaaaaaaaaa-0001','2026|UBND|574','must','{"number": "574", "subject": "v\u1ec1 vi\u1ec7c \u201cl\u0169 qu\u00e9t\u201d"}','[{"what": "number", "where": "p1", "why": "b\u00fat"}]');
CREATE TABLE sightings (
	id VARCHAR(64) NOT NULL, 
	location TEXT NOT NULL, 
	name TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	first_seen DATETIME NOT NULL, 
	last_seen DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(sha256) REFERENCES files (sha256)
);
INSERT INTO "sightings" VALUES('2352d67f5a56555d2cdaf0d675a4a7f3b6a469b56a5d4e68a15128771ef87f58','/hop-nhan/công văn 574.pdf','công văn 574.pdf',81920,1700000000123456789,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','2026-11-29 16:00:25.715910','2026-11-29 16:00:25.715910');
INSERT INTO "sightings" VALUES('bb9958f0de6202f76f78fa701f97dc14548223bd3077eda054dba2a61f27beec','/hop-nhan/bản sao/công văn 574.pdf','bản sao/công văn 574.pdf',81920,1700000000123456789,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','2026-11-29 16:00:25.718867','2026-11-29 16:00:25.718867');
INSERT INTO "sightings" VALUES('9dd0d1820a0cb17f9874f88fd99bcf52ae0788e0fac677c48e8534958f9324eb','/hop-nhan/có mật khẩu.pdf','có mật khẩu.pdf',81920,1700000100000000000,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','2026-11-29 16:00:25.720325','2026-11-29 16:00:25.720325');
INSERT INTO "sightings" VALUES('6426b23fca4e224e5f3bd035a56fb273140fbfbe0830832eab581d7153ca017d','file:///hop-nhan/t%C3%AAn%FFh%E1%BB%8Fng.pdf','tên�hỏng.pdf',81920,1700000200000000000,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','2026-11-29 16:00:25.721458','2026-11-29 16:00:25.721458');
CREATE TABLE sohoa_schema (
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "sohoa_schema" VALUES(1,4);
CREATE INDEX files_by_state ON files (state);
CREATE INDEX sightings_by_file ON sightings (sha256);
CREATE INDEX documents_by_file ON documents (sha256);
CREATE INDEX records_by_grade ON records (grade);
CREATE INDEX records_by_number ON records (number_key);
