-- Whoever wrote an entry gets a key with which it can be removed; only its SHA-256 is kept.
alter table entries add column removal_key bytea check (length(removal_key) = 32);
