package demo

import (
	"fmt"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/subject"
)

// Size is how large a city is made.
type Size struct {
	Name                           string
	Organisations, Persons, Target int // Target is the number of records
}

// The sizes on offer; small is one per cent of the city.
var (
	City  = Size{"city", 20_000, 30_000, 400_000}
	Small = Size{"small", 200, 300, 4_000}
)

// SizeOf finds a size by its name.
func SizeOf(name string) (Size, bool) {
	for _, s := range []Size{City, Small} {
		if s.Name == name {
			return s, true
		}
	}
	return Size{}, false
}

// Organisation is a made-up legal person, shop or public body.
type Organisation struct {
	USCC, Name, Former string
	Renamed            time.Time // zero: never
	RegNo, Org         string
	Division           string
	Legal, LegalID     string
	Founded            time.Time
	Status             string
	Shop               bool
	home               place
}

// Person is a made-up natural person.
type Person struct {
	ID, Name, Division string
	Birth              time.Time
	home               place
}

// Population is everyone the records are about.
type Population struct {
	Agencies      []Agency
	Organisations []Organisation
	Persons       []Person
	size          Size
	seed          uint64
	until         time.Time
	byDuty        map[duty]map[string][]Agency // duty, city prefix
}

// NewPopulation makes the subjects of a city of this size; until is the last day of its five years of records.
func NewPopulation(size Size, seed uint64, until time.Time) *Population {
	p := &Population{Agencies: agencies(), size: size, seed: seed, until: until.Truncate(24 * time.Hour)}
	p.byDuty = map[duty]map[string][]Agency{}
	for _, a := range p.Agencies {
		for bit := range 16 {
			d := duty(1) << bit
			if a.duty&d == 0 {
				continue
			}
			if p.byDuty[d] == nil {
				p.byDuty[d] = map[string][]Agency{}
			}
			p.byDuty[d][a.Division[:4]] = append(p.byDuty[d][a.Division[:4]], a)
		}
	}
	people := newDice(seed, 1)
	for i := range size.Persons {
		p.Persons = append(p.Persons, p.person(people, i))
	}
	orgs := newDice(seed, 2)
	for i := range size.Organisations {
		p.Organisations = append(p.Organisations, p.organisation(orgs, i))
	}
	return p
}

func (p *Population) person(d dice, i int) Person {
	home := p.home(d)
	birth := time.Date(d.between(1950, 2006), time.Month(d.between(1, 12)), d.between(1, 28), 0, 0, 0, 0, time.UTC)
	name := pick(d, surnames) + pick(d, given)
	if d.chance(0.8) {
		name += pick(d, given)
	}
	// 371599 and 331099 were never allocated, so no real ID number starts with them.
	body := fmt.Sprintf("%s99%s%03d", home.division[:4], birth.Format("20060102"), i%999+1)
	return Person{ID: subject.CompleteCitizenID(body), Name: name, Division: home.division, Birth: birth, home: home}
}

func (p *Population) organisation(d dice, i int) Organisation {
	home := p.home(d)
	owner := pick(d, p.Persons)
	o := Organisation{
		Division: home.division, home: home, Legal: owner.Name, LegalID: owner.ID, Org: orgCode(i),
		Founded: p.until.AddDate(-d.between(1, 25), -d.IntN(12), -d.IntN(28)), Status: "存续",
	}
	word := pick(d, trade1) + pick(d, trade2)
	if d.chance(0.35) {
		word += pick(d, trade2)
	}
	city := home.name
	if len([]rune(city)) > 3 && d.chance(0.7) {
		city = string([]rune(city)[3:])
	}
	kind := "91"
	switch {
	case d.chance(0.22):
		kind, o.Shop = "92", true
		o.Name = city + word + pick(d, shops)
	case d.chance(0.03):
		kind = "93"
		o.Name = city + word + pick(d, []string{"果蔬", "粮食", "养殖", "葡萄", "大棚蔬菜"}) + "种植农民专业合作社"
	default:
		o.Name = city + word + pick(d, industries) + pick(d, forms)
	}
	o.USCC = uscc(kind, home.division, o.Org)
	first := "2"
	if o.Shop {
		first = "6"
	}
	o.RegNo = subject.CompleteRegNo(fmt.Sprintf("%s%s%07d", home.division, first, i))
	if !o.Shop && d.chance(0.08) {
		o.Former = city + pick(d, trade1) + pick(d, trade2) + pick(d, industries) + "有限公司"
		o.Renamed = p.until.AddDate(0, 0, -d.between(40, 1500))
	}
	if d.chance(0.06) {
		o.Status = pick(d, []string{"注销", "吊销", "迁出"})
	}
	return o
}

// home draws a place: two thirds of the subjects live in Liaocheng.
func (p *Population) home(d dice) place {
	if d.chance(0.34) {
		return places[len(places)-1]
	}
	return places[d.IntN(len(places)-1)]
}

// agency finds a department with this duty near a place: the county's own, else one of the same city. Every city has every duty.
func (p *Population) agency(d dice, want duty, near place) Agency {
	all := p.byDuty[want][near.division[:4]]
	for _, a := range all {
		if a.Division == near.division {
			return a
		}
	}
	return pick(d, all)
}

// citizen is a person of Liaocheng, among those with the most records.
func (p *Population) citizen() Person {
	for _, n := range p.Persons {
		if n.Division[:4] == "3715" {
			return n
		}
	}
	return p.Persons[0]
}

// showcase is a company of Liaocheng that is in business and among those with the most records.
func (p *Population) showcase() Organisation {
	for _, o := range p.Organisations {
		if o.Division[:4] == "3715" && !o.Shop && o.Status == "存续" && o.Former != "" {
			return o
		}
	}
	return p.Organisations[0]
}
