create table entries (
    id         bigint generated always as identity primary key,
    name       text not null check (length(name) between 1 and 40),
    message    text not null check (length(message) between 1 and 500),
    written_at timestamptz not null default now()
);
