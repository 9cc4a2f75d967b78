from django.db import migrations, models


class Migration(migrations.Migration):
    safe_because = "the constraint becomes wider; the previous version creates no tokens with the new scope"

    dependencies = [
        ('leaderboard', '0124_auditentry_forgets_people'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='apitoken',
            name='token_scopes_known',
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['read', 'submit', 'publish', 'account']), ('scopes__len__gt', 0)), name='token_scopes_known'),
        ),
    ]
