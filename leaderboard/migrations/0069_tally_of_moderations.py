from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0068_report'),
    ]

    operations = [
        migrations.AlterField(
            model_name='tally',
            name='name',
            field=models.CharField(choices=[('leases_lost', 'leases lost'), ('sweeps', 'sweeps'), ('sweep_seconds', 'seconds of sweeps'), ('sweep_actions', 'actions of sweeps'), ('stages_ended', 'stages ended'), ('stage_seconds', 'seconds of stages'), ('judge_calls', 'judge calls'), ('judge_seconds', 'seconds of judge calls'), ('endpoint_calls', 'endpoint calls'), ('endpoint_seconds', 'seconds of endpoint calls'), ('moderations', 'actions of operators that public pages show')], max_length=20),
        ),
    ]
