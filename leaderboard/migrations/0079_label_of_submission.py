from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0078_cancelled_by_author_of_submission'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='commit',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
        migrations.AddField(
            model_name='submission',
            name='label',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
        migrations.AddField(
            model_name='submission',
            name='notes',
            field=models.TextField(blank=True, db_default='', default='', max_length=2000),
        ),
    ]
