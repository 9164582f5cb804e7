"""ldap3: adds, changes, counts up, renames, sets passwords and deletes, with its checks of names and schema."""
import ssl
import sys

from ldap3 import (
    ALL,
    MODIFY_ADD,
    MODIFY_DELETE,
    MODIFY_INCREMENT,
    MODIFY_REPLACE,
    SIMPLE,
    Connection,
    ObjectDef,
    Reader,
    Server,
    Tls,
    Writer,
)
from ldap3.core.exceptions import LDAPConstraintViolationResult, LDAPEntryAlreadyExistsResult, LDAPNoSuchObjectResult

authority, password, ldaps = sys.argv[1:]
BASE = 'dc=example,dc=test'
PEOPLE = 'ou=people,' + BASE
GRETA = 'uid=greta,' + PEOPLE
tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=authority, version=ssl.PROTOCOL_TLS_CLIENT)


def connect(name, secret):
    server = Server('127.0.0.1', port=int(ldaps), use_ssl=True, tls=tls, get_info=ALL)
    return Connection(
        server, name, secret, authentication=SIMPLE, auto_bind=True, raise_exceptions=True, check_names=True
    )


def read(connection, name, *attributes):
    connection.search(name, '(objectClass=*)', 'BASE', attributes=list(attributes))
    return connection.entries[0]


def expect(exception, work):
    try:
        work()
    except exception:
        return
    raise AssertionError(exception)


admin = connect('alice', password)
greta = {'cn': 'Greta Grün', 'sn': 'Grün', 'givenName': 'Greta', 'mail': 'greta@example.test', 'userPassword': password}
admin.add(GRETA, ['inetOrgPerson'], greta)
expect(LDAPEntryAlreadyExistsResult, lambda: admin.add(GRETA, ['inetOrgPerson'], greta))
admin.modify(
    GRETA,
    {
        'title': [(MODIFY_REPLACE, ['Dr'])],
        'telephoneNumber': [(MODIFY_ADD, ['+49 30 1'])],
        'mailroomMessageQuota': [(MODIFY_REPLACE, ['10']), (MODIFY_INCREMENT, ['5'])],
    },
)
entry = read(admin, GRETA, 'title', 'telephoneNumber', 'mailroomMessageQuota', 'modifyTimestamp')
assert (entry.title.value, entry.mailroomMessageQuota.value) == ('Dr', '15'), entry
admin.modify(GRETA, {'telephoneNumber': [(MODIFY_DELETE, [])]})
expect(LDAPConstraintViolationResult, lambda: admin.modify(GRETA, {'cn': [(MODIFY_REPLACE, ['G. Grün'])]}))

# Its abstraction layer: what is assigned is sent when it is committed.
cursor = Reader(admin, ObjectDef(['inetOrgPerson', 'mailroomUser'], admin), PEOPLE, 'uid: greta')
cursor.search()
writer = Writer.from_cursor(cursor)
writer[0].physicalDeliveryOfficeName = '3.14'
writer[0].mailroomForwardTo += ['greta@example.com', 'greta@example.net']
writer.commit()
entry = read(admin, GRETA, 'physicalDeliveryOfficeName', 'mailroomForwardTo')
assert entry.physicalDeliveryOfficeName.value == '3.14', entry
assert sorted(entry.mailroomForwardTo.values) == ['greta@example.com', 'greta@example.net'], entry

own = connect(GRETA, password)
made = own.extend.standard.modify_password()
assert own.extend.standard.who_am_i() == 'dn:' + GRETA
own.unbind()
own = connect(GRETA, made)
assert own.extend.standard.modify_password(GRETA, made, password + ' too')
own.unbind()
connect('greta', password + ' too').unbind()

admin.modify_dn(GRETA, 'uid=gretel')
assert read(admin, 'uid=gretel,' + PEOPLE, 'uid').uid.value == 'gretel'
admin.delete('uid=gretel,' + PEOPLE)
expect(LDAPNoSuchObjectResult, lambda: admin.delete('uid=gretel,' + PEOPLE))
admin.unbind()
