import { defineText } from "../../../lib/text";

export const text = defineText("agency.grid", {
  zh: {
    row: "行",
    place: "{{row}} · {{column}}",
    empty: "空",
    masked: "已遮蔽，编辑时显示",
    changed: "已修改，待重新校验",
    refused: "有误",
    hint: "提示",
    next: "怎么改：",
    more: "还有 {{n}} 处",
    keysRead: "方向键移动，Home、End 到行首行尾，Page Up、Page Down 翻页；有误的单元格会显示原因和改法。",
    keysEdit: "方向键或 Tab 移动，回车、F2 或直接输入开始编辑，回车确认并下移，Esc 取消；可从电子表格粘贴多行多列；Ctrl+Z 撤销；先按 Esc 再按 Tab 离开表格。",
    keysTitle: "键盘操作",
    options: "可选值",
  },
  en: {
    row: "row",
    place: "{{row}} · {{column}}",
    empty: "empty",
    masked: "masked, shown while edited",
    changed: "changed, not checked again yet",
    refused: "wrong",
    hint: "hint",
    next: "To mend it: ",
    more: "{{n}} more",
    keysRead: "Arrow keys move, Home and End go to the ends of a row, Page Up and Page Down turn pages; a wrong cell shows why and how to mend it.",
    keysEdit: "Arrow keys or Tab move; Enter, F2 or typing begins to edit, Enter confirms and goes down, Esc cancels; several rows and columns can be pasted from a spreadsheet; Ctrl+Z undoes; Esc and then Tab leave the table.",
    keysTitle: "Keyboard",
    options: "Values to choose",
  },
});
