import { CLOSE, Refusal } from "../close-reasons.ts";
import type { Kind } from "../sdp/codecs.ts";
import {
  isObject,
  type Json,
  type JsonObject,
  optionalInteger,
  optionalOneOf,
  optionalString,
} from "./json.ts";

/** The packets of others that a client wants, from Sora's page "Forwarding filters". */
export interface ForwardingFilter {
  readonly action: "block" | "allow";
  readonly priority: number;
  /** One of the outer lists must match as a whole. A list without rules matches everything. */
  readonly rules: readonly (readonly ForwardingRule[])[];
}

interface ForwardingRule {
  readonly field: "connection_id" | "client_id" | "kind";
  readonly operator: "is_in" | "is_not_in";
  readonly values: readonly string[];
}

/** The input of a filter: one track and its sender. */
export interface FilteredTrack {
  readonly connectionId: string;
  readonly clientId: string;
  readonly kind: Kind;
}

const MAX_LIST = 256;
const FILTER_FIELDS = ["version", "metadata", "action", "rules", "name", "priority"];

/** Reads `forwarding_filters`, or the older `forwarding_filter`. Throws a Refusal for malformed ones. */
export function readForwardingFilters(message: JsonObject): readonly ForwardingFilter[] {
  const { forwarding_filters: many, forwarding_filter: one } = message;
  if (many !== undefined && one !== undefined) {
    throw malformed("forwarding_filter and forwarding_filters exclude each other");
  }
  if (many !== undefined) {
    const filters = list(many, "forwarding_filters").map(readFilter);
    return filters.sort((a, b) => a.priority - b.priority);
  }
  return one === undefined ? [] : [readFilter(one)];
}

/**
 * True when packets of this track are forwarded. The first matching filter by priority decides. If none
 * matches, an allowing filter has excluded the rest.
 */
export function isForwarded(filters: readonly ForwardingFilter[], track: FilteredTrack): boolean {
  const decisive = filters.find(({ rules }) =>
    rules.some((all) => all.every((rule) => matches(rule, track))),
  );
  if (decisive) return decisive.action === "allow";
  return !filters.some(({ action }) => action === "allow");
}

function matches({ field, operator, values }: ForwardingRule, track: FilteredTrack): boolean {
  const value = { connection_id: track.connectionId, client_id: track.clientId, kind: track.kind }[field];
  return values.includes(value) === (operator === "is_in");
}

function readFilter(value: Json): ForwardingFilter {
  if (!isObject(value)) throw malformed("a forwarding filter must be an object");
  const unknown = Object.keys(value).find((name) => !FILTER_FIELDS.includes(name));
  if (unknown !== undefined) throw malformed(`a forwarding filter has no ${unknown.slice(0, 40)}`);
  optionalString(value, "version");
  optionalString(value, "name");
  const rules = list(value.rules, "rules").map((all) => list(all, "rules").map(readRule));
  return {
    action: optionalOneOf(value, "action", ["block", "allow"]) ?? "block",
    priority: optionalInteger(value, "priority") ?? 0,
    rules: rules.length > 0 ? rules : [[]],
  };
}

function readRule(value: Json): ForwardingRule {
  if (!isObject(value)) throw malformed("a forwarding rule must be an object");
  const field = optionalOneOf(value, "field", ["connection_id", "client_id", "kind"]);
  const operator = optionalOneOf(value, "operator", ["is_in", "is_not_in"]);
  if (!field || !operator) throw malformed("a forwarding rule needs field, operator and values");
  const values = list(value.values, "values").map((each) => {
    if (typeof each !== "string") throw malformed("values must hold strings");
    if (field === "kind" && each !== "audio" && each !== "video") throw malformed("kind is audio or video");
    return each;
  });
  return { field, operator, values };
}

function list(value: Json | undefined, name: string): Json[] {
  if (Array.isArray(value) && value.length <= MAX_LIST) return [...(value as readonly Json[])];
  throw malformed(`${name} must be an array of at most ${MAX_LIST}`);
}

const malformed = (detail: string) => new Refusal(CLOSE.invalidMessage(detail));
