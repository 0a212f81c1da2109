-- The cache of marc2rdf resolve: what is known of the links of a catalogue.
-- Times are seconds since 1970-01-01 UTC. docs/links.md explains the words.
CREATE TABLE IF NOT EXISTS about (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The distinct things to be asked: kind is issn, doi, url or
-- article (one whose DOI may be searched for, as ISSN/volume/issue/page/title); host is where an address lies.
CREATE TABLE IF NOT EXISTS wanted (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    host TEXT NOT NULL DEFAULT '',
    run INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wanted_host ON wanted (kind, host, value);

-- Where they stand in the catalogue that was read last; kind is one of those, or
-- bad-issn or bad-doi for a value that is none, or bad-issn-incorrect or bad-issn-cancelled; of several titles each has a line.
CREATE TABLE IF NOT EXISTS used (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    record TEXT NOT NULL,
    field TEXT NOT NULL,
    title TEXT NOT NULL,
    medium TEXT NOT NULL,
    PRIMARY KEY (kind, value, record, field)
) WITHOUT ROWID;

-- What a provider said: status and reason are words of docs/links.md, said is JSON.
CREATE TABLE IF NOT EXISTS verdict (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    provider TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    said TEXT NOT NULL,
    checked REAL NOT NULL,
    until REAL NOT NULL,
    since REAL NOT NULL,
    etag TEXT NOT NULL,
    modified TEXT NOT NULL,
    PRIMARY KEY (kind, value, provider)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS verdict_issn_l ON verdict (json_extract(said, '$.issn_l'))
WHERE kind = 'issn';

-- robots.txt of a server, kept for a day.
CREATE TABLE IF NOT EXISTS robots (
    origin TEXT PRIMARY KEY,
    checked REAL NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;
