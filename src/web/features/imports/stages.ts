import type { ImportJob } from "./upload.ts";

/** In the order in which they come; each takes the whole export through. */
export const stages = ["receiving", "scanning", "people", "channels", "messages", "checking"] as const;
export type Stage = (typeof stages)[number];

export const isUnderWay = ({ state }: ImportJob): boolean => stages.some((stage) => stage === state);
