//! Which addresses of the network may be asked: public ones, unless the user says otherwise.
//!
//! A feed's address comes from a list that somebody else wrote, and a redirect from whoever answers. Neither may
//! make Plaudit ask a router, a cloud's metadata service or a database on the user's own network. What a name
//! resolves to is checked at the moment of connecting, and the connection goes to the very addresses that were
//! checked: a name that resolves to something else a moment later (DNS rebinding) gains nothing.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Networks of version 4 that are no public ones: first address, bits, what they are.
///
/// Source: IANA's registry of special-purpose addresses (RFC 6890) as of 2025; multicast by RFC 5771.
const NETWORKS_4: &[([u8; 4], u32, &str)] = &[
    ([0, 0, 0, 0], 8, "of no host"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "shared by a provider's customers"),
    ([127, 0, 0, 0], 8, "this machine itself"),
    ([169, 254, 0, 0], 16, "link-local"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "reserved for protocols"),
    ([192, 0, 2, 0], 24, "for documentation"),
    ([192, 88, 99, 0], 24, "a relay of 6to4"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "for benchmarks"),
    ([198, 51, 100, 0], 24, "for documentation"),
    ([203, 0, 113, 0], 24, "for documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

/// The same of version 6. What lies outside 2000::/3 is refused as a whole, with these names where it has one.
///
/// Source: IANA's registries of special-purpose addresses and of address space, as of 2025.
const NETWORKS_6: &[([u16; 3], u32, &str)] = &[
    // The protocols' own block: Teredo, benchmarks, ORCHID.
    ([0x2001, 0, 0], 23, "reserved for protocols"),
    ([0x2001, 0xdb8, 0], 32, "for documentation"),
    ([0x2002, 0, 0], 16, "6to4"),
    ([0x3fff, 0, 0], 20, "for documentation"),
    ([0x64, 0xff9b, 1], 48, "a local translation to version 4"),
    ([0xfc00, 0, 0], 7, "private"),
    ([0xfe80, 0, 0], 10, "link-local"),
    ([0xff00, 0, 0], 8, "multicast"),
];

/// Why an address is not a public one; `None` where it is.
pub(crate) fn not_public(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => not_public_4(ip),
        IpAddr::V6(ip) => not_public_6(ip),
    }
}

fn not_public_4(ip: Ipv4Addr) -> Option<&'static str> {
    let ip = ip.to_bits();
    let within = |&&(first, bits, _): &&([u8; 4], u32, &str)| {
        (ip ^ Ipv4Addr::from(first).to_bits()).checked_shr(32 - bits) == Some(0)
    };
    NETWORKS_4.iter().find(within).map(|n| n.2)
}

fn not_public_6(ip: Ipv6Addr) -> Option<&'static str> {
    let segments = ip.segments();
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 0] => return Some("of no host"),
        [0, 0, 0, 0, 0, 0, 0, 1] => return Some("this machine itself"),
        // Mapped addresses, and those that a network without version 4 translates (NAT64), are what is in them.
        [0, 0, 0, 0, 0, 0xffff, a, b] | [0x64, 0xff9b, 0, 0, 0, 0, a, b] => {
            return not_public_4(Ipv4Addr::from_bits(u32::from(a) << 16 | u32::from(b)));
        }
        _ => {}
    }
    let within = |&&(first, bits, _): &&([u16; 3], u32, &str)| {
        let [a, b, c] = first;
        (ip.to_bits() ^ Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).to_bits()).checked_shr(128 - bits) == Some(0)
    };
    match NETWORKS_6.iter().find(within) {
        Some(network) => Some(network.2),
        None if segments[0] >> 13 != 1 => Some("not of the public address space"),
        None => None,
    }
}

/// Refuses a name if any address it resolves to is not public: one that has both kinds is no honest host's.
pub(crate) fn check(found: &[SocketAddr]) -> io::Result<()> {
    for address in found {
        if let Some(why) = not_public(address.ip()) {
            let message = format!("{} is no public address ({why})", address.ip());
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
    }
    Ok(())
}

/// Resolves names as the system does, and gives out only addresses that may be asked.
#[derive(Debug)]
pub(crate) struct Checked {
    /// Are addresses of the user's own network allowed?
    pub(crate) private: bool,
    inner: DefaultResolver,
}

impl Checked {
    pub(crate) fn new(private: bool) -> Checked {
        Checked { private, inner: DefaultResolver::default() }
    }
}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if !self.private {
            check(&found)?;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_and_others() {
        for (ip, public) in [
            ("8.8.8.8", true),
            ("1.1.1.1", true),
            ("223.255.255.255", true),
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("9.255.255.255", true),
            ("10.0.0.0", false),
            ("10.255.255.255", false),
            ("11.0.0.0", true),
            ("100.63.255.255", true),
            ("100.64.0.0", false),
            ("100.127.255.255", false),
            ("100.128.0.0", true),
            ("127.0.0.1", false),
            ("127.255.255.254", false),
            ("128.0.0.1", true),
            ("169.253.255.255", true),
            ("169.254.169.254", false),
            ("169.255.0.0", true),
            ("172.15.255.255", true),
            ("172.16.0.0", false),
            ("172.31.255.255", false),
            ("172.32.0.0", true),
            ("192.0.0.8", false),
            ("192.0.2.1", false),
            ("192.0.3.1", true),
            ("192.88.99.1", false),
            ("192.167.255.255", true),
            ("192.168.0.1", false),
            ("192.169.0.0", true),
            ("198.17.255.255", true),
            ("198.18.0.1", false),
            ("198.19.255.255", false),
            ("198.20.0.0", true),
            ("198.51.100.7", false),
            ("203.0.113.9", false),
            ("224.0.0.1", false),
            ("239.255.255.255", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::2", false),
            ("::7f00:1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:10.1.2.3", false),
            ("::ffff:169.254.169.254", false),
            ("::ffff:8.8.8.8", true),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b::a9fe:a9fe", false),
            ("64:ff9b::808:808", true),
            ("64:ff9b:1::808:808", false),
            ("100::1", false),
            ("2001::1", false),
            ("2001:1ff:ffff::1", false),
            ("2001:200::1", true),
            ("2001:db7:ffff::1", true),
            ("2001:db8::1", false),
            ("2001:db9::1", true),
            ("2001:4860:4860::8888", true),
            ("2002:7f00:1::1", false),
            ("2002:808:808::1", false),
            ("2003::1", true),
            ("2606:4700::1111", true),
            ("3ffe::1", true),
            ("3fff::1", false),
            ("3fff:fff::1", false),
            ("3fff:1000::1", true),
            ("4000::1", false),
            ("5f00::1", false),
            ("fbff::1", false),
            ("fc00::1", false),
            ("fd12:3456::1", false),
            ("fe80::1", false),
            ("febf::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(not_public(ip.parse().unwrap()).is_none(), public, "{ip}");
        }
    }

    #[test]
    fn one_private_address_among_public_ones_refuses_the_name() {
        let of = |ips: &[&str]| -> Vec<SocketAddr> {
            ips.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 443)).collect()
        };
        assert!(check(&of(&["8.8.8.8", "2606:4700::1111"])).is_ok());
        for bad in [["8.8.8.8", "127.0.0.1"], ["192.168.1.1", "8.8.8.8"], ["8.8.8.8", "::ffff:10.0.0.1"]] {
            assert_eq!(check(&of(&bad)).unwrap_err().kind(), io::ErrorKind::PermissionDenied, "{bad:?}");
        }
    }
}
