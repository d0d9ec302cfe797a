package demo

import "iter"

// mix is the share of each resource in a city's records, in thousandths of what the registrations leave.
var mix = []struct {
	share int
	make  func(*Population, dice, int) Record
}{
	{300, (*Population).permit}, {240, (*Population).penalty}, {170, (*Population).taxGrade}, {90, (*Population).commitment},
	{60, (*Population).judgment}, {40, (*Population).address}, {35, (*Population).enforcement}, {30, (*Population).abnormal},
	{25, (*Population).award}, {8, (*Population).serious}, {2, (*Population).indicator},
}

// Records yields every record of the city in the order agencies would send them: registrations first. The same
// population yields the same bytes each time.
func (p *Population) Records() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for _, o := range p.Organisations {
			if !yield(p.registration(o)) {
				return
			}
		}
		for _, n := range p.Persons {
			if !yield(p.resident(n)) {
				return
			}
		}
		rest := p.size.Target - len(p.Organisations) - len(p.Persons)
		counts, made := make([]int, len(mix)), 0
		for i, m := range mix {
			counts[i] = rest * m.share / 1000
			made += counts[i]
		}
		counts[0] += rest - made
		for i, m := range mix {
			d := newDice(p.seed, uint64(100+i))
			for n := range counts[i] {
				if !yield(m.make(p, d, n)) {
					return
				}
			}
		}
	}
}
