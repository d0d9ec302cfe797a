import { defineText } from "../../../lib/text";

export const ledgerText = defineText("audit.ledger", {
  zh: {
    title: "账本核验",
    intro: "核验账本最新的检查点：由谁签署，是否只增长、未改写。检查点可公开保存、交换比对。",
    head: "最新检查点",
    again: "重新核验",
    signed: "由公钥 {{key}} 签署。",
    save: "保存检查点",
    elsewhere: "在别处核验",
    elsewhereText: "命令行工具可在任何机器上离线核验；保存下来的检查点可交给 --since，证明此前的内容未被改动。",
    tiles: "账本按 C2SP tlog-tiles 格式公开于 /v1/audit/tile/，通用的透明日志工具可直接核验。",
  },
  en: {
    title: "Ledger",
    intro: "Verify the newest checkpoint of the ledger: who signed it, and that the ledger only grew. Checkpoints may be kept in public and compared with others'.",
    head: "Newest checkpoint",
    again: "Verify again",
    signed: "Signed with the key {{key}}.",
    save: "Save the checkpoint",
    elsewhere: "Check it elsewhere",
    elsewhereText: "The command line checks offline on any machine; give it a checkpoint kept from earlier with --since to prove that nothing before it has changed.",
    tiles: "The ledger is published at /v1/audit/tile/ in the C2SP tlog-tiles layout, which common tools for transparency logs can check.",
  },
});
