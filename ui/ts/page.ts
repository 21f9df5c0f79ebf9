// page: what every page does beyond plain HTML. Each behaviour is a file of its own and does nothing where it has no place.

import { makeChoosing } from "./choose";
import { countCustomers } from "./customers";
import { takeDrops } from "./drop";
import { makeCopying, sendOnce, showProblems, tidyForms } from "./form";
import { closeMenus } from "./menu";
import { startPalette } from "./palette";
import { makeSortable } from "./sort";
import { watchJobs } from "./watch";

tidyForms();
sendOnce();
showProblems();
makeCopying();
makeChoosing();
closeMenus();
startPalette();
makeSortable();
takeDrops();
watchJobs();
void countCustomers();
