import type { MyChannelRow } from "../../cache/index.ts";

export const noticeLevels: readonly MyChannelRow["notices"][] = ["usual", "all", "mentions", "none"];
