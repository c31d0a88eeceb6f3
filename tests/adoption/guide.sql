CREATE TABLE event_history (
  id TEXT PRIMARY KEY,
  event_name TEXT NOT NULL,
  source TEXT NOT NULL,
  timestamp BIGINT NOT NULL,
  payload JSONB NOT NULL,
  should_document BOOLEAN DEFAULT false,
  user_intent JSONB,
  context JSONB,
  metadata JSONB,
  user_id UUID REFERENCES auth.users(id)
);

CREATE TABLE narrative_context (
  id UUID PRIMARY KEY,
  event_id TEXT REFERENCES event_history(id),
  long_description TEXT,
  screenshots TEXT[],
  code_snippets JSONB,
  ai_narrative TEXT,
  ai_summary TEXT,
  ai_tags TEXT[]
);
