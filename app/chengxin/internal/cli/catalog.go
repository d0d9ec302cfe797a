package cli

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
)

func catalogCommand() *cobra.Command {
	c := &cobra.Command{Use: "catalog", Short: "Information resources: what exists, how it is shaped, what to fill in"}
	list := &cobra.Command{Use: "list [WORD]", Short: "List the resources", Args: cobra.MaximumNArgs(1), RunE: catalogList}
	show := &cobra.Command{Use: "show CODE", Short: "Show one resource with its items", Args: exactly("CODE"), RunE: catalogShow}
	schema := &cobra.Command{Use: "schema CODE", Short: "Print the JSON Schema of a resource's records", Args: exactly("CODE"), RunE: catalogSchema}
	template := &cobra.Command{Use: "template CODE", Short: "Print the CSV header to fill in", Args: exactly("CODE"), RunE: catalogTemplate}
	template.Flags().Bool("columns", false, "column names instead of Chinese names")
	template.Flags().String("xlsx", "", "write a workbook with drop-down lists and explanations to this file instead")
	samples := &cobra.Command{Use: "samples CODE", Short: "Print synthetic records of a resource, one a line, as they would be pushed", Args: exactly("CODE"), RunE: catalogSamples}
	samples.Flags().Int("count", 0, "how many, at most 20 (default 3)")
	dcat := &cobra.Command{Use: "dcat", Short: "Print the open part of the catalog as DCAT (JSON-LD); needs no login", Args: cobra.NoArgs, RunE: catalogDCAT}
	c.AddCommand(list, show, schema, template, samples, dcat)
	c.AddCommand(proposalCommands()...)
	return c
}

func catalogList(cmd *cobra.Command, args []string) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	all := &catalogv1.ListResourcesReply{}
	query := url.Values{}
	if len(args) == 1 {
		query.Set("query", args[0])
	}
	for {
		page := &catalogv1.ListResourcesReply{}
		if _, err := c.get(cmd.Context(), "/v1/catalog/resources", query, page); err != nil {
			return err
		}
		all.Resources = append(all.Resources, page.GetResources()...)
		if page.GetNextCursor() == "" {
			break
		}
		query.Set("cursor", page.GetNextCursor())
	}
	if c.json {
		return emitProto(cmd.OutOrStdout(), all)
	}
	rows := make([][]string, len(all.GetResources()))
	for i, r := range all.GetResources() {
		rows[i] = []string{r.GetCode(), fmt.Sprint(r.GetVersion()), shareType(c.settings, r.GetShareType()), r.GetUpdateCycle(), c.tr(r.GetName(), or(r.GetNameEn(), r.GetName()))}
	}
	p := &printer{w: cmd.OutOrStdout()}
	p.table([]string{c.tr("代码", "code"), c.tr("版本", "version"), c.tr("共享类型", "sharing"), c.tr("更新周期", "updated"), c.tr("名称", "name")}, rows)
	return p.err
}

func shareType(s settings, t string) string {
	switch t {
	case "1", "unconditional":
		return s.tr("无条件共享", "unconditional")
	case "2", "conditional":
		return s.tr("有条件共享", "conditional")
	case "3", "none":
		return s.tr("不予共享", "none")
	default:
		return t
	}
}

func resource(cmd *cobra.Command, code string) (*client, *catalogv1.Resource, []byte, error) {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return nil, nil, nil, err
	}
	r := &catalogv1.Resource{}
	raw, err := c.get(cmd.Context(), address("v1", "catalog", "resources", code), nil, r)
	return c, r, raw, err
}

func catalogShow(cmd *cobra.Command, args []string) error {
	c, r, raw, err := resource(cmd, args[0])
	if err != nil {
		return err
	}
	if c.json {
		return emitRaw(cmd.OutOrStdout(), raw)
	}
	p := &printer{w: cmd.OutOrStdout()}
	p.line("%s (%s, %s %d)", printable(c.tr(r.GetName(), or(r.GetNameEn(), r.GetName()))), r.GetCode(), c.tr("版本", "version"), r.GetVersion())
	p.pair(c.tr("摘要", "abstract"), c.tr(r.GetAbstract(), or(r.GetAbstractEn(), r.GetAbstract())))
	p.pair(c.tr("提供方", "provider"), r.GetProvider())
	p.pair(c.tr("共享", "sharing"), strings.TrimSpace(shareType(c.settings, r.GetShareType())+" "+r.GetShareCondition()))
	p.pair(c.tr("更新周期", "updated"), r.GetUpdateCycle())
	p.pair(c.tr("自然键", "natural key"), strings.Join(r.GetNaturalKey(), " + "))
	p.line("")
	rows := make([][]string, len(r.GetItems()))
	for i, it := range r.GetItems() {
		rows[i] = []string{fmt.Sprint(i + 1), it.GetName(), it.GetNameZh(), kindAndLength(it), obligation(c.settings, it), it.GetSensitivity(), rule(c.settings, it)}
	}
	p.table([]string{"#", c.tr("字段", "column"), c.tr("名称", "name"), c.tr("类型", "type"), c.tr("必填", "required"), c.tr("敏感级别", "sensitivity"), c.tr("规则", "rule")}, rows)
	return p.err
}

func kindAndLength(it *catalogv1.Item) string {
	switch {
	case it.GetScale() > 0:
		return fmt.Sprintf("%s(%d,%d)", it.GetType(), it.GetLength(), it.GetScale())
	case it.GetLength() > 0:
		return fmt.Sprintf("%s(%d)", it.GetType(), it.GetLength())
	default:
		return it.GetType()
	}
}

func obligation(s settings, it *catalogv1.Item) string {
	switch it.GetObligation() {
	case "M":
		return s.tr("必填", "yes")
	case "C":
		return s.tr("条件:", "if ") + it.GetCondition()
	default:
		return s.tr("选填", "no")
	}
}

func rule(s settings, it *catalogv1.Item) string {
	return strings.TrimSpace(strings.Join(it.GetCodes(), " | ") + " " + s.tr(it.GetRule(), or(it.GetRuleEn(), it.GetRule())))
}

func catalogSchema(cmd *cobra.Command, args []string) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	raw, _, err := c.raw(cmd.Context(), request{method: http.MethodGet, path: address("v1", "catalog", "resources", args[0], "schema")})
	if err != nil {
		return err
	}
	return emitRaw(cmd.OutOrStdout(), raw)
}

func catalogSamples(cmd *cobra.Command, args []string) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	count, err := cmd.Flags().GetInt("count")
	if err != nil {
		return err
	}
	reply := &catalogv1.SamplesReply{}
	raw, err := c.get(cmd.Context(), address("v1", "catalog", "resources", args[0], "samples"), url.Values{"count": {fmt.Sprint(count)}}, reply)
	if err != nil {
		return err
	}
	if c.json {
		return emitRaw(cmd.OutOrStdout(), raw)
	}
	for _, s := range reply.GetSamples() {
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), s); err != nil {
			return err
		}
	}
	return nil
}

func catalogDCAT(cmd *cobra.Command, _ []string) error {
	c, err := newClient(settingsOf(cmd))
	if err != nil {
		return err
	}
	raw, _, err := c.raw(cmd.Context(), request{method: http.MethodGet, path: address("v1", "catalog", "dcat.jsonld")})
	if err != nil {
		return err
	}
	return emitRaw(cmd.OutOrStdout(), raw)
}

// catalogTemplate prints a header that opens well in a spreadsheet: with a byte order mark.
func catalogTemplate(cmd *cobra.Command, args []string) error {
	c, r, _, err := resource(cmd, args[0])
	if err != nil {
		return err
	}
	plain, err := cmd.Flags().GetBool("columns")
	if err != nil {
		return err
	}
	if path := text(cmd, "xlsx"); path != "" {
		return saveWorkbook(cmd, c, r.GetCode(), path, plain)
	}
	header := make([]string, len(r.GetItems()))
	for i, it := range r.GetItems() {
		header[i] = it.GetNameZh()
		if plain || header[i] == "" {
			header[i] = it.GetName()
		}
	}
	if c.json {
		return emit(cmd.OutOrStdout(), header)
	}
	out := cmd.OutOrStdout()
	if _, err := io.WriteString(out, "\uFEFF"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if err := w.Write(header); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

// saveWorkbook writes the XLSX template to a file; one that is there stays as it is.
func saveWorkbook(cmd *cobra.Command, c *client, code, path string, columns bool) error {
	query := url.Values{"format": {"xlsx"}}
	if columns {
		query.Set("header", "columns")
	}
	b, _, err := c.raw(cmd.Context(), request{method: http.MethodGet, path: address("v1", "catalog", "resources", code, "template"), query: query})
	if err != nil {
		return err
	}
	return saveNew(path, b, 0o644)
}
