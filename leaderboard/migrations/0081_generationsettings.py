import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0080_facts_of_uploadsession'),
    ]

    operations = [
        migrations.CreateModel(
            name='GenerationSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.CharField(blank=True, max_length=20)),
                ('seed_policy', models.CharField(blank=True, max_length=10)),
                ('seed', models.BigIntegerField(null=True)),
                ('steps', models.PositiveIntegerField(null=True)),
                ('guidance', models.FloatField(null=True)),
                ('prompt_rewriting', models.BooleanField(null=True)),
                ('prompt_rewriter', models.CharField(blank=True, max_length=80)),
                ('model_revision', models.CharField(blank=True, max_length=80)),
                ('precision', models.CharField(blank=True, max_length=40)),
                ('engine', models.CharField(blank=True, max_length=80)),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='generation_settings', to='leaderboard.submission')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('size', '')), models.Q(('seed_policy', '')), models.Q(('seed__isnull', True)), models.Q(('steps__isnull', True)), models.Q(('guidance__isnull', True)), models.Q(('prompt_rewriting__isnull', True)), models.Q(('prompt_rewriter', '')), models.Q(('model_revision', '')), models.Q(('precision', '')), models.Q(('engine', '')), _negated=True), name='settings_state_something'), models.CheckConstraint(condition=models.Q(('seed_policy__in', ['', 'fixed', 'per_prompt', 'random'])), name='settings_seed_policy_known'), models.CheckConstraint(condition=models.Q(('seed__isnull', True), models.Q(('seed__gte', 0), ('seed_policy', 'fixed')), _connector='OR'), name='settings_seed_is_fixed'), models.CheckConstraint(condition=models.Q(('steps__isnull', True), ('steps__gt', 0), _connector='OR'), name='settings_steps_positive'), models.CheckConstraint(condition=models.Q(('guidance__isnull', True), models.Q(('guidance__gte', 0), ('guidance__lte', 1000.0)), _connector='OR'), name='settings_guidance_in_range'), models.CheckConstraint(condition=models.Q(('prompt_rewriter', ''), models.Q(('prompt_rewriting', True), ('prompt_rewriting__isnull', False)), _connector='OR'), name='settings_rewriter_rewrites')],
            },
        ),
    ]
