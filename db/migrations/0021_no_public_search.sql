-- The public directory is searched in memory (docs/adr/0012): the copy for the engine's search goes.
DROP TABLE public_search;
