/** The id of the search box, which the / key looks for. */
export const searchBox = "officer-search";
