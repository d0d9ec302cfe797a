package bench

import "fmt"

// goal is what a figure must reach and should reach; a rate wants more, a wait wants less.
type goal struct {
	id        string
	hard, aim float64
	less      bool
	value     bool // of the value itself, which has no base
}

// goals are those of the figures that have any.
var goals = map[string]goal{
	"pipeline.over_halves": {id: "P1", hard: 0.85, aim: 1},
	"pipeline.over_raw":    {id: "P2", hard: 0.5, aim: 0.8},
	"decode.record":        {id: "P3", hard: 1.6, aim: 1.35, less: true},
	"push.http":            {id: "P4", hard: 0.5, aim: 0.7},
	"policy.cold":          {id: "P5", hard: 5, aim: 2.5, less: true},
	"policy.growth":        {id: "P5", hard: 3, aim: 2, less: true},
	"policy.agreement":     {id: "P6", hard: 100, aim: 100, value: true},
	"policy.stale_allows":  {id: "P6", hard: 0, aim: 0, less: true, value: true},
	"evidence.callers16":   {id: "P7", hard: 0.6, aim: 0.8},
	"evidence.callers64":   {id: "P7", hard: 0.6, aim: 0.8},
	"evidence.wait":        {id: "P7", hard: 5, aim: 3, less: true},
	"query.wait":           {id: "P8", hard: 1.5, aim: 1.25, less: true},
	"query.rate16":         {id: "P8", hard: 0.6, aim: 0.75},
	"search.code":          {id: "P10", hard: 5, aim: 5, less: true, value: true},
	"search.part":          {id: "P10", hard: 50, aim: 50, less: true, value: true},
	"search.common":        {id: "P10", hard: 50, aim: 50, less: true, value: true},
	"rpc.grpc":             {id: "P11", hard: 0.75, aim: 0.85},
	"rpc.http":             {id: "P11", hard: 0.6, aim: 0.8},
	"memory.idle":          {id: "P13", hard: 600, aim: 400, less: true, value: true},
	"memory.ingest":        {id: "P13", hard: 1536, aim: 1024, less: true, value: true},
}

// verdict says how a figure stands to its goal, "" if it has none.
func verdict(s *series) string {
	g, ok := goals[s.name]
	if !ok {
		return ""
	}
	x := median(s.value)
	if !g.value {
		x = s.ratio()
	}
	reaches := func(y float64) bool { return g.less && x <= y || !g.less && x >= y }
	word, sign := "missed", ">="
	switch {
	case reaches(g.aim):
		word = "aim"
	case reaches(g.hard):
		word = "hard"
	}
	if g.less {
		sign = "<="
	}
	return fmt.Sprintf("%s hard%s%g aim%s%g: %s", g.id, sign, g.hard, sign, g.aim, word)
}
