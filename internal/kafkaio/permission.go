package kafkaio

import (
	"context"
	"errors"

	kafka "github.com/segmentio/kafka-go"
)

// Permission is what a user may do with the topics or groups of one name or, with Prefix, of names that begin with it.
// Exactly one of Topic and Group is set; a group needs Read.
type Permission struct {
	Topic, Group string
	Prefix       bool
	Read, Write  bool
}

// AgencyPermissions are those of an agency's user: its own inbox to write, its own receipts and deliveries to read, with
// consumer groups named <agency>.<anything>.
func AgencyPermissions(agency string) []Permission {
	return []Permission{
		{Topic: Inbox(agency), Write: true},
		{Topic: Receipts(agency), Read: true},
		{Topic: Outbox(agency), Read: true},
		{Group: agency + ".", Prefix: true, Read: true},
	}
}

// entries translates a permission; reading and writing imply describing on both brokers.
func (p Permission) entries(principal string) []kafka.ACLEntry {
	e := kafka.ACLEntry{
		ResourceType: kafka.ResourceTypeTopic, ResourceName: p.Topic, ResourcePatternType: kafka.PatternTypeLiteral,
		Principal: principal, Host: "*", PermissionType: kafka.ACLPermissionTypeAllow,
	}
	if p.Group != "" {
		e.ResourceType, e.ResourceName = kafka.ResourceTypeGroup, p.Group
	}
	if p.Prefix {
		e.ResourcePatternType = kafka.PatternTypePrefixed
	}
	var out []kafka.ACLEntry
	if p.Read {
		e.Operation = kafka.ACLOperationTypeRead
		out = append(out, e)
	}
	if p.Write {
		e.Operation = kafka.ACLOperationTypeWrite
		out = append(out, e)
	}
	return out
}

// setPermissions adds what is missing before it removes what is too much, so that a user at work is not interrupted.
func (a *Admin) setPermissions(ctx context.Context, username string, permissions []Permission) error {
	principal := "User:" + username
	want := map[kafka.ACLEntry]bool{}
	for _, p := range permissions {
		for _, e := range p.entries(principal) {
			want[e] = true
		}
	}
	return a.retry(ctx, "set permissions of "+username, func(ctx context.Context) error {
		have, err := a.permissionsOf(ctx, principal)
		if err != nil {
			return err
		}
		if err := a.addEntries(ctx, have, want); err != nil {
			return err
		}
		return a.dropEntries(ctx, have, want)
	})
}

func (a *Admin) permissionsOf(ctx context.Context, principal string) (map[kafka.ACLEntry]bool, error) {
	resp, err := a.client.DescribeACLs(ctx, &kafka.DescribeACLsRequest{Filter: kafka.ACLFilter{
		ResourceTypeFilter: kafka.ResourceTypeAny, ResourcePatternTypeFilter: kafka.PatternTypeAny,
		PrincipalFilter: principal, Operation: kafka.ACLOperationTypeAny, PermissionType: kafka.ACLPermissionTypeAny,
	}})
	if err != nil {
		return nil, err
	}
	if resp.Error != nil {
		return nil, resp.Error
	}
	have := map[kafka.ACLEntry]bool{}
	for _, r := range resp.Resources {
		for _, d := range r.ACLs {
			have[kafka.ACLEntry{
				ResourceType: r.ResourceType, ResourceName: r.ResourceName, ResourcePatternType: r.PatternType,
				Principal: d.Principal, Host: d.Host, Operation: d.Operation, PermissionType: d.PermissionType,
			}] = true
		}
	}
	return have, nil
}

func (a *Admin) addEntries(ctx context.Context, have, want map[kafka.ACLEntry]bool) error {
	req := &kafka.CreateACLsRequest{}
	for e := range want {
		if !have[e] {
			req.ACLs = append(req.ACLs, e)
		}
	}
	if len(req.ACLs) == 0 {
		return nil
	}
	resp, err := a.client.CreateACLs(ctx, req)
	if err != nil {
		return err
	}
	return errors.Join(resp.Errors...)
}

func (a *Admin) dropEntries(ctx context.Context, have, want map[kafka.ACLEntry]bool) error {
	req := &kafka.DeleteACLsRequest{}
	for e := range have {
		if !want[e] {
			req.Filters = append(req.Filters, kafka.DeleteACLsFilter{
				ResourceTypeFilter: e.ResourceType, ResourceNameFilter: e.ResourceName,
				ResourcePatternTypeFilter: e.ResourcePatternType, PrincipalFilter: e.Principal, HostFilter: e.Host,
				Operation: e.Operation, PermissionType: e.PermissionType,
			})
		}
	}
	if len(req.Filters) == 0 {
		return nil
	}
	resp, err := a.client.DeleteACLs(ctx, req)
	if err != nil {
		return err
	}
	for _, r := range resp.Results {
		if r.Error != nil {
			return r.Error
		}
	}
	return nil
}
