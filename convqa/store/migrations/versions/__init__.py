"""One file a change of the schema, in their order. A file that was released is never changed again."""
