/** What goes in and out: events and what surrounds them, filters, messages of event streams. */

/** What payloads hold, by the names of events: `{ "widget.created": { widgetType: string } }`. */
// biome-ignore lint/suspicious/noExplicitAny: interfaces have no index signature, and fit none but this.
export type Catalogue = Record<string, any>;

/** Any name, and payloads of which nothing is known. */
// biome-ignore lint/suspicious/noExplicitAny: what nobody described can be read without a cast.
export type AnyCatalogue = Record<string, Record<string, any>>;

/** The names in a catalogue. */
export type NameOf<C extends Catalogue> = keyof C & string;

/** A moment: milliseconds since 1970, whose fractions are dropped, or a date. */
export type Moment = number | Date;

/** Why a user did something, in their own words. */
export interface UserIntent {
  /** The problem that they set out to solve. */
  problemSolved?: string | undefined;
  /** What hurt before. */
  painPoint?: string | undefined;
  /** What they want to reach. */
  goal?: string | undefined;
  /** What they expect to happen. */
  expectedOutcome?: string | undefined;
  /** How they will measure success. */
  impactMetric?: string | undefined;
}

/** Whether an outcome is what was expected. */
export type Verdict = "MET" | "PARTLY" | "NOT_MET";

/** What surrounds an event, with any further keys beside those that are known. */
interface Context<Ids, Time> {
  /** The ids of the events that led to this one. */
  relatedEvents?: Ids | undefined;
  /** What was decided, and why. */
  decision?: string | undefined;
  /** A word to group events by. */
  category?: string | undefined;
  /** What came of it. */
  outcome?: string | undefined;
  /** Whether that is what was expected. */
  verdict?: Verdict | undefined;
  /** When that was known. */
  outcomeAt?: Time | undefined;
  /** What it changed, measured. */
  impactMetric?: string | undefined;
  [key: string]: unknown;
}

/** What surrounded an event that is stored. */
export type EventContext = Context<string[], number>;

/** What surrounded an event that is to be published. */
export type NewEventContext = Context<readonly string[], Moment>;

/** An event to be published. */
export interface NewEvent<N extends string = string, P = AnyCatalogue[string]> {
  /** Made by the client unless it is given: 1 to 128 letters, digits, `.`, `_`, `:` or `-`. */
  id?: string | undefined;
  /** What happened, as in `widget.created`. */
  eventName: N;
  /** Which part of the product publishes it; `unknown` when left out. */
  source?: string | undefined;
  /** When it happened; now when left out. */
  timestamp?: Moment | undefined;
  /** What it was about. */
  payload: P;
  /** Whether it belongs into the documentation; its name decides when this is left out. */
  shouldDocument?: boolean | undefined;
  /** Why it was done. */
  userIntent?: UserIntent | undefined;
  /** What surrounded it. */
  context?: NewEventContext | undefined;
  /** Further facts for machines. */
  metadata?: unknown;
  /** Who acted. Left out, it is the user who asks; only back ends may name another. */
  userId?: string | undefined;
  /** Whose history it belongs to. Only back ends may say so. */
  tenantId?: string | undefined;
}

/** What is known of an event's outcome, against what was expected. */
export type OutcomeState = "NONE" | "PENDING" | "TOLD" | Verdict;

/** An event as it is stored. What is absent is `undefined`. */
export interface DocumentableEvent<N extends string = string, P = AnyCatalogue[string]> {
  id: string;
  eventName: N;
  /** Which part of the product published it; `unknown` when it didn't say. */
  source: string;
  /** When it happened, in milliseconds since 1970. */
  timestamp: number;
  payload: P;
  shouldDocument: boolean;
  userIntent?: UserIntent;
  context?: EventContext;
  // biome-ignore lint/suspicious/noExplicitAny: any JSON that was published.
  metadata?: any;
  userId?: string;
  tenantId: string;
  /** 1 when published, one more with each update of the outcome. */
  revision: number;
  outcomeState: OutcomeState;
}

/** An event of this name, or of any name: then `eventName` tells them apart. */
export type EventOf<C extends Catalogue, N extends NameOf<C> = NameOf<C>> =
  string extends NameOf<C>
    ? DocumentableEvent<string, C[string]>
    : { [Name in N]: DocumentableEvent<Name, C[Name]> }[N];

/** An event of this name to be published. */
export type NewEventOf<C extends Catalogue, N extends NameOf<C> = NameOf<C>> = {
  [Name in N]: NewEvent<Name, C[Name]>;
}[N];

/** What came of an event. What is left out stays as it is. */
export interface Outcome {
  outcome?: string | undefined;
  /** Whether that is what was expected. */
  verdict?: Verdict | undefined;
  /** When it was known; now when left out. */
  outcomeAt?: Moment | undefined;
  /** What it changed, measured. */
  impactMetric?: string | undefined;
  /** The event's revision as you know it: with another one, nothing changes and `CONFLICT` is thrown. */
  expectedRevision?: number | undefined;
}

/** What every call takes beside its arguments. */
export interface CallOptions {
  /** Ends the call, which throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Which events a history holds: those for which all that is given holds. */
export interface HistoryQuery<N extends string = string> {
  eventName?: N | undefined;
  source?: string | undefined;
  category?: string | undefined;
  shouldDocument?: boolean | undefined;
  userId?: string | undefined;
  /** They happened then or later. */
  startTime?: Moment | undefined;
  /** They happened then or earlier. */
  endTime?: Moment | undefined;
  /** This event alone, or with `includeRelated` the workflow that led to it. */
  eventId?: string | undefined;
  includeRelated?: boolean | undefined;
  /** How many links of a workflow are followed at most; 10 when left out. */
  maxDepth?: number | undefined;
  /** Returns a workflow that is larger than `maxDepth` or the server allows, as far as it came. */
  allowPartial?: boolean | undefined;
  /** How many events at most; all when left out. */
  limit?: number | undefined;
  /** Further conditions, as the API has them. Not on workflows. */
  filter?: EventFilter | undefined;
}

/** A condition on text: every field that is given holds. */
export interface StringFilter {
  eq?: string | undefined;
  in?: readonly string[] | undefined;
  startsWith?: string | undefined;
  contains?: string | undefined;
}

/** A condition on the value at a path inside the payload. */
export interface JsonFilter {
  path: readonly string[];
  /** `EQ` when left out. */
  op?: "EQ" | "NE" | "LT" | "LTE" | "GT" | "GTE" | "CONTAINS" | "EXISTS" | undefined;
  value: unknown;
}

/** Which events are meant, as the API's `EventFilter` describes it. */
export interface EventFilter {
  id?: StringFilter | undefined;
  eventName?: StringFilter | undefined;
  source?: StringFilter | undefined;
  category?: StringFilter | undefined;
  shouldDocument?: boolean | undefined;
  startTime?: Moment | undefined;
  endTime?: Moment | undefined;
  hasOutcome?: boolean | undefined;
  outcomeState?: readonly OutcomeState[] | undefined;
  userId?: string | undefined;
  tenantId?: string | undefined;
  causedBy?: string | undefined;
  ledTo?: string | undefined;
  hasCauses?: boolean | undefined;
  hasEffects?: boolean | undefined;
  payload?: readonly JsonFilter[] | undefined;
  text?: string | undefined;
  textPrefix?: boolean | undefined;
  and?: readonly EventFilter[] | undefined;
  or?: readonly EventFilter[] | undefined;
  not?: EventFilter | undefined;
}

/** A message of an event stream. Behind its `cursor` the stream can be taken up again. */
export type StreamMessage<C extends Catalogue = AnyCatalogue> =
  | {
      type: "EventPublished" | "OutcomeUpdated" | "NarrativeUpdated";
      cursor: string;
      /** The event, as it is when this is told. */
      event: EventOf<C>;
    }
  | {
      /** All that was stored before has been told. Comes once. */
      type: "CaughtUp";
      cursor: string;
    };

/** What is followed, and from where. */
export interface FollowOptions extends CallOptions {
  /** Begins behind this message; with what comes live when left out. */
  after?: string | undefined;
  filter?: EventFilter | undefined;
  /** Which messages; all when left out. */
  kinds?: readonly ("EVENT_PUBLISHED" | "OUTCOME_UPDATED" | "NARRATIVE_UPDATED")[] | undefined;
  /** For how many milliseconds the server may send nothing: 45,000, three of its pings. */
  silence?: number | undefined;
  /** Is told why the stream broke, each time before it is taken up again. */
  onBreak?: ((error: unknown) => void) | undefined;
}

/** Keeps what runs alive until this is done, as serverless platforms ask for it. */
export type WaitUntil = (promise: Promise<unknown>) => void;

/** How many events are collected, and what sends them. */
export interface BufferOptions {
  /** How many are held at most, 1,000 when left out; further ones are lost. */
  maxEvents?: number | undefined;
  /** Is given a flush as soon as there is something to send, which rejects as `flush` does. */
  waitUntil?: WaitUntil | undefined;
}

/** Collects events, and sends them together. */
export interface EventBuffer<C extends Catalogue = AnyCatalogue> {
  /** Takes an event as it is now, and returns its id, which later events can relate to. */
  publish<N extends NameOf<C>>(event: NewEventOf<C, N>): string;
  /** Sends what was taken. Rejects with a `LostEventsError` once anything was lost since the last one. */
  flush(options?: CallOptions): Promise<void>;
}

/** What of the Standard Schema (zod, valibot, arktype …) checks a payload. */
export interface PayloadSchema<Input = unknown> {
  readonly "~standard": {
    readonly validate: (value: unknown) => Validated | Promise<Validated>;
    readonly types?: { readonly input: Input; readonly output: unknown } | undefined;
  };
}

/** What a schema found wrong, if anything. */
export interface Validated {
  readonly issues?:
    | readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[]
    | undefined;
}

/** The catalogue that schemas describe. */
export type CatalogueOf<S extends Record<string, PayloadSchema>> = {
  [N in keyof S]: NonNullable<S[N]["~standard"]["types"]>["input"];
};

/** How the server is reached. */
export interface EventMeshOptions<C extends Catalogue = AnyCatalogue> {
  /**
   * The server's address, with or without `/graphql`. Left out, it is that of the environment
   * (`EVENT_MESH_URL`, with the token `EVENT_MESH_TOKEN`), else `http://127.0.0.1:8080`.
   */
  url?: string | undefined;
  /** Says who asks. */
  token?: string | undefined;
  /** Says who asks, each time anew: for tokens that expire. */
  getToken?: (() => string | undefined | Promise<string | undefined>) | undefined;
  /** Asks in place of the platform's own. */
  fetch?: typeof fetch | undefined;
  /** How many milliseconds an attempt may take: 15,000. Who is told to wait for longer isn't tried again. */
  timeout?: number | undefined;
  /** How often is tried again what may help: 5 times. */
  retries?: number | undefined;
  /** Keeps what runs alive while events are published that nobody awaits, or are in a buffer. */
  waitUntil?: WaitUntil | undefined;
  /** Checks payloads before they are published, by the names of events. */
  catalogue?: { readonly [N in NameOf<C>]?: PayloadSchema<C[N]> } | undefined;
}

/** A client. Its functions may be taken out of it. */
export interface EventMesh<C extends Catalogue = AnyCatalogue> {
  /** Publishes an event; returns it as it is stored, once it is on disk. */
  publish<N extends NameOf<C>>(
    event: NewEventOf<C, N>,
    options?: CallOptions,
  ): Promise<EventOf<C, N>>;
  /** `publish`, as code calls it that was written for the original TypeScript layer. */
  publishDocumentable: EventMesh<C>["publish"];
  /** Publishes at most 1,000 events, all or none, which may relate to one another. */
  publishMany(events: readonly NewEventOf<C>[], options?: CallOptions): Promise<EventOf<C>[]>;
  /**
   * Lists events, newest first and through all pages up to `limit`; or, with `eventId` and
   * `includeRelated`, the workflow that led to an event, oldest first.
   */
  queryEventHistory<N extends NameOf<C> = NameOf<C>>(
    query?: HistoryQuery<N>,
    options?: CallOptions,
  ): Promise<EventOf<C, N>[]>;
  /** Reports what came of an event, and returns it. To report again is safe. */
  updateEventOutcome(id: string, outcome: Outcome, options?: CallOptions): Promise<EventOf<C>>;
  /** One event; `undefined` when there is none with this id. */
  getEvent(id: string, options?: CallOptions): Promise<EventOf<C> | undefined>;
  /**
   * Follows what is stored, in an order that is the same for everyone. After a break it goes on
   * behind the last message by itself: nothing is left out, and nothing comes twice. Ends when
   * `signal` does; throws what can't be gone on behind, like an error with the code `CURSOR_EXPIRED`.
   */
  followEvents(options?: FollowOptions): AsyncIterableIterator<StreamMessage<C>>;
  /** Collects events until they are flushed. */
  buffered(options?: BufferOptions): EventBuffer<C>;
}
