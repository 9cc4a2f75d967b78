import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0101_sharelink'),
    ]

    operations = [
        migrations.CreateModel(
            name='SharedSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='share_links', to='leaderboard.submission')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shared', to='leaderboard.sharelink')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [
                    models.UniqueConstraint(fields=('link', 'submission'), name='shared_submission_once'),
                    models.UniqueConstraint(fields=('link', 'position'), name='shared_position_once'),
                ],
            },
        ),
    ]
