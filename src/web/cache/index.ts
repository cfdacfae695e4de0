// What this tab knows: a normalised copy in memory, fed by socket frames and pages, and the reader's unsent words.
// Not here: requests (each feature makes its own), anything on disk but unsent text of the reader's own; what is kept sealed is
// `features/offline`.
// Start at `state.ts` for the shape, then `apply-frame.ts` for how a frame changes it. All changes are pure functions.
export { applyFrame, applyMarker, withPeople } from "./apply-frame.ts";
export { applyMessage, applyPage, changeMessage, openContents } from "./apply-messages.ts";
export { addPending, changePending, dropPending, settlePending } from "./apply-outbox.ts";
export {
  clearKept,
  type Draft,
  draftPlaces,
  eraseSealed,
  keepDraft,
  keepHeldDrafts,
  keepOutbox,
  noDraft,
  onDraft,
  onKeeping,
  readDraft,
  readHeldDrafts,
  readOutbox,
  sealedName,
} from "./kept.ts";
export * from "./state.ts";
export { createStore, type Store, StoreContext, useCache, useStore } from "./store.ts";
