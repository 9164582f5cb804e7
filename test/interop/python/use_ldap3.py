"""ldap3: reads the schema, signs in over TLS, searches in pages and with its abstraction layer."""
import ssl
import sys

from ldap3 import ALL, ANONYMOUS, SASL, SIMPLE, SUBTREE, Connection, ObjectDef, Reader, Server, Tls

authority, password, ldap, ldaps = sys.argv[1:]
BASE = 'dc=example,dc=test'
tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=authority, version=ssl.PROTOCOL_TLS_CLIENT)

server = Server('127.0.0.1', port=int(ldaps), use_ssl=True, tls=tls, get_info=ALL)
connection = Connection(server, 'alice', password, authentication=SIMPLE, auto_bind=True, raise_exceptions=True)
assert server.info.naming_contexts == [BASE], server.info.naming_contexts
assert server.info.vendor_name == ['Mailroom'], server.info.vendor_name
assert 'inetOrgPerson' in server.schema.object_classes
assert server.schema.attribute_types['mail'].equality == ['caseIgnoreIA5Match']
assert server.schema.object_classes['mailroomUser'].may_contain
assert connection.extend.standard.who_am_i() == 'dn:uid=alice,ou=people,' + BASE

connection.search(BASE, '(mail=bob@example.test)', attributes=['*', '+'])
assert [entry.entry_dn for entry in connection.entries] == ['uid=bob,ou=people,' + BASE]
assert connection.entries[0].uid.value == 'bob'
assert connection.entries[0].createTimestamp.value.year >= 2026
assert connection.compare('uid=bob,ou=people,' + BASE, 'sn', 'BOB')

pages = connection.extend.standard.paged_search(
    BASE, '(objectClass=inetOrgPerson)', SUBTREE, attributes=['uid'], paged_size=2, generator=True
)
# It turns each page round.
found = sorted(page['attributes']['uid'][0] for page in pages)
assert found == ['admin', 'alice', 'bob', 'carol'], found

person = ObjectDef('inetOrgPerson', connection)
found = Reader(connection, person, 'ou=people,' + BASE, 'uid: carol').search()
assert [str(entry.mail) for entry in found] == ['carol@example.test'], found
connection.unbind()

server = Server('127.0.0.1', port=int(ldap), tls=tls, get_info=ALL)
connection = Connection(server, authentication=ANONYMOUS)
connection.open()
connection.start_tls()
connection.bind()
connection.search(BASE, '(objectClass=*)')
assert connection.result['description'] == 'insufficientAccessRights', connection.result
connection.rebind(authentication=SASL, sasl_mechanism='PLAIN', sasl_credentials=(None, 'bob', password))
assert connection.extend.standard.who_am_i() == 'dn:uid=bob,ou=people,' + BASE
# The schema came over the connection in the clear, and describes what is read within TLS.
assert server.schema.object_classes['groupOfNames'].must_contain == ['cn'], server.schema.object_classes['groupOfNames']
assert server.schema.attribute_types['memberOf'].no_user_modification
people = ObjectDef(['inetOrgPerson', 'mailroomUser'], connection)
found = Reader(connection, people, BASE, 'mail: bob@*').search()
assert [str(entry.mail) for entry in found] == ['bob@example.test'], found
connection.search(BASE, '(uid=bob)', attributes=['createTimestamp', 'modifyTimestamp'])
[bob] = connection.entries
assert bob.modifyTimestamp.value >= bob.createTimestamp.value
assert connection.search(BASE, '(hasSubordinates=TRUE)', attributes=['hasSubordinates', 'structuralObjectClass'])
assert all(entry.hasSubordinates.value is True for entry in connection.entries), connection.entries
connection.unbind()
