import { addActions } from "./actions.ts";
import { lateActions } from "./late-actions.ts";

addActions(lateActions); // as soon as a part loads that needs them all
