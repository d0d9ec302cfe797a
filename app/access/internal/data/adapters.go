package data

import (
	"context"
	"slices"

	"github.com/chengxin-credit/chengxin/app/access/internal/biz"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/seal"
)

// KafkaUsers manages the agencies' users through the broker's own administration.
type KafkaUsers struct {
	admin *kafkaio.Admin
	conf  kafkaio.Config
}

// NewKafkaUsers works with an administrator's connection; the configuration says where clients find the broker.
func NewKafkaUsers(a *kafkaio.Admin, c kafkaio.Config) KafkaUsers { return KafkaUsers{a, c} }

// Set lets the user in.
func (k KafkaUsers) Set(ctx context.Context, agency, username, secret string) error {
	return k.admin.SetAgency(ctx, agency, username, secret)
}

// Revoke shuts the user out.
func (k KafkaUsers) Revoke(ctx context.Context, username string) error {
	return k.admin.RevokeUser(ctx, username)
}

// Connection is how an agency's clients reach its topics.
func (k KafkaUsers) Connection(agency string) biz.Connection {
	return biz.Connection{
		Brokers: slices.Clone(k.conf.Brokers), Mechanism: kafkaio.Mechanism, TLS: k.conf.TLS != nil, Inbox: kafkaio.Inbox(agency), Receipts: kafkaio.Receipts(agency),
	}
}

// Vault seals with the installation's keys.
type Vault struct{ keys *seal.Keyring }

// NewVault works with a keyring.
func NewVault(k *seal.Keyring) Vault { return Vault{k} }

// Seal binds the secret to its place.
func (v Vault) Seal(secret, place string) string {
	return string(v.keys.Seal(nil, []byte(secret), []byte("access/"+place)))
}

// Open gives the secret back.
func (v Vault) Open(sealed, place string) (string, error) {
	b, err := v.keys.Open(nil, []byte(sealed), []byte("access/"+place))
	return string(b), err
}

// Token is the stand-in that records carry for an ID number.
func (v Vault) Token(idNumber string) string { return v.keys.Token(seal.CitizenID, idNumber) }
