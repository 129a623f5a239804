// What makes the pages quicker to work with. All of it can be done without.
import { offerCopies } from "./copying.js";
import { keepTimeZone } from "./time-zone.js";
import { listenToKeys } from "./keys.js";
import { openDialogs } from "./dialogs.js";
import { suggest } from "./finding.js";
import { guardForms } from "./forms.js";
import { openRows } from "./rows.js";
import { updateLive } from "./live.js";

document.documentElement.classList.add("scripted");
keepTimeZone();
guardForms();
updateLive();
suggest();
openDialogs();
openRows();
listenToKeys();
offerCopies(document);
