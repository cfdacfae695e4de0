export const ui = {
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  undo: "Undo",
  retry: "Try again",
  loading: "Loading",
  more: "More",
  back: "Back",
};
