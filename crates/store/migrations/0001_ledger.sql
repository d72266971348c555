-- The ledger, first version. SQLite and PostgreSQL read the same text (src/schema.rs says what little differs).
-- Ids are given by the program, one appender at a time, so they are the same in both and have no gaps.
-- Times are microseconds since 1970 UTC. Large bytes stand in tables of their own, so that scans are short.

create table meta (
    key text primary key,
    value text not null
);

-- Everything that happens, in order. Nothing is ever taken out.
create table entry (
    id integer primary key,
    at bigint not null,
    kind text not null,
    by_whom text,
    reason text
);
create index entry_at on entry (at);

-- Strings that come again and again: units of scales, bases, readers. Never changed.
create table word (
    id integer primary key,
    form text not null unique
);

create table film (
    id integer primary key,
    title text not null,
    fold text not null,
    year bigint,
    imdb text,
    tmdb bigint,
    wikidata text,
    movielens bigint,
    into_film bigint references film (id)
);
create index film_fold on film (fold);
create index film_into on film (into_film) where into_film is not null;

-- Every key by which a film may be met: "imdb:…", "wikidata:…", "tmdb:…", "movielens:…", "title:FOLD|YEAR".
create table film_key (
    key text primary key,
    film bigint not null references film (id)
);
create index film_key_film on film_key (film);

create table critic (
    id integer primary key,
    key text not null unique,
    name text not null,
    into_critic bigint references critic (id)
);
create index critic_into on critic (into_critic) where into_critic is not null;

create table outlet (
    id integer primary key,
    key text not null unique,
    name text not null,
    into_outlet bigint references outlet (id)
);
create index outlet_into on outlet (into_outlet) where into_outlet is not null;

-- Decisions that two are one: what is "film", "critic" or "outlet". The columns into_* above follow from them.
create table merging (
    id integer primary key,
    entry bigint not null references entry (id),
    until bigint references entry (id),
    what text not null,
    from_id bigint not null,
    into_id bigint not null
);

-- One text as it was found. origin: the first document found at the same place (its own id for that one),
-- so a revised text and the one before it share an origin.
create table document (
    id integer primary key,
    entry bigint not null references entry (id),
    removed bigint references entry (id),
    origin bigint not null,
    record bigint,
    seen bigint not null,
    digest bytea not null unique,
    place text not null,
    source text not null,
    url text
);
create index document_place on document (place);

create table body (
    document integer primary key references document (id),
    bytes bytea not null
);

-- Further places where the very same document was found.
create table sighting (
    document bigint not null references document (id),
    entry bigint not null references entry (id),
    seen bigint not null,
    place text not null,
    source text not null,
    primary key (document, place)
);
create index sighting_place on sighting (place);

-- What a reader made of a part of a document. Which reading is current: the one of the current rating.
create table reading (
    id integer primary key,
    entry bigint not null references entry (id),
    document bigint not null references document (id),
    part bigint not null,
    reader bigint not null references word (id),
    claims bytea not null
);

-- What counts. A row is never changed, but that `until` is set once, by the entry that ends it.
create table rating (
    id integer primary key,
    entry bigint not null references entry (id),
    until bigint references entry (id),
    reading bigint not null references reading (id),
    document bigint not null references document (id),
    origin bigint not null,
    part bigint not null,
    film bigint references film (id),
    critic bigint references critic (id),
    outlet bigint references outlet (id),
    seen bigint not null,
    corrected bigint not null,
    mark bigint,
    grade_unit bigint references word (id),
    grade_basis bigint references word (id),
    scale_basis bigint references word (id),
    mark_basis bigint references word (id),
    grade_worst double precision,
    grade_best double precision,
    grade_points double precision,
    inferred double precision,
    inferred_low double precision,
    inferred_high double precision,
    inferred_level double precision,
    published text,
    grade_value text,
    sketch bytea
);
-- No two current ratings of one part, and its history.
create unique index rating_part on rating (document, part, (coalesce(until, 0)));
-- With `until`, so that counting what counts reads nothing but these.
create index rating_film on rating (film, until);
create index rating_critic on rating (critic, until);
create index rating_outlet on rating (outlet, until);

-- What a person set by hand, field by field. A null value says: there is none.
create table correction (
    id integer primary key,
    entry bigint not null references entry (id),
    until bigint references entry (id),
    document bigint not null references document (id),
    part bigint not null,
    field text not null,
    value text
);
create index correction_document on correction (document, part);

-- Counts for a key, slot by slot.
create table habit (
    key text not null,
    slot bigint not null,
    n bigint not null,
    primary key (key, slot)
);

-- Kept results of fits: they can be had again, so they are no entries.
create table fit (
    method text not null,
    position bigint not null,
    at bigint not null,
    body bytea not null,
    primary key (method, position)
);

-- What watching a feed has to remember.
create table feed (
    url text primary key,
    state bytea not null
);

-- A reread under way: what will be readings and ratings. position: the last entry when it was drafted.
create table draft (
    document bigint not null references document (id),
    part bigint not null,
    position bigint not null,
    reader bigint not null references word (id),
    film bigint references film (id),
    critic bigint references critic (id),
    outlet bigint references outlet (id),
    corrected bigint not null,
    mark bigint,
    grade_unit bigint references word (id),
    grade_basis bigint references word (id),
    scale_basis bigint references word (id),
    mark_basis bigint references word (id),
    grade_worst double precision,
    grade_best double precision,
    grade_points double precision,
    inferred double precision,
    inferred_low double precision,
    inferred_high double precision,
    inferred_level double precision,
    published text,
    grade_value text,
    sketch bytea,
    claims bytea not null,
    primary key (document, part)
);
