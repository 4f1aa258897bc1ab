-- What was entered of a fleet since one last looked: rows are only ever added, so that
-- whoever has read them once asks for those with a later number.
CREATE INDEX assignment_by_entry ON assignment (entry, municipality);
CREATE INDEX operator_terms_by_entry ON operator_terms (entry, municipality);
