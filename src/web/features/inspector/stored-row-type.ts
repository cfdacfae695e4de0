import type { ReplyOf } from "../../../contract/index.ts";
import type { trust } from "../../../contract/trust.ts";

export type StoredRow = ReplyOf<(typeof trust)["inspectMessage"]>;
