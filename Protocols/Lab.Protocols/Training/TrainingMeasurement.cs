using Lab.Protocols.Chains;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Studies.Training;

namespace Lab.Protocols.Training;

/// <summary>The measurement of trainings on a chain: the map of the weights, then steps and tests.</summary>
/// <param name="settings">The settings.</param>
/// <param name="plan">The plan.</param>
/// <param name="progress">The progress of the trainings, from the points so far.</param>
/// <param name="chain">The chain.</param>
/// <param name="context">Gives the seed of each training.</param>
internal sealed class TrainingMeasurement(
    ClassifierSettings settings, TrainingExperiment plan, TrainingProgress progress, ChainRig chain,
    ExperimentContext context) : IMeasurement
{
    public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken) =>
        point < plan.MapPoints
            ? MeasurePairAsync(point, row, cancellationToken)
            : TrainAsync(point - plan.MapPoints, row, cancellationToken);

    private async ValueTask MeasurePairAsync(int pair, Row row, CancellationToken cancellationToken)
    {
        List<ChainReading> readings = [];
        for (int i = 0; i < plan.Map.ReadingsPerPair; i++)
        {
            (ChainSetPoint at, ChainPart part) = plan.Map.At(pair, i);
            Voltage voltage = await chain.ReadAsync(at, cancellationToken).ConfigureAwait(false);
            readings.Add(new ChainReading(
                part, at.Current1.Amperes, at.Current2.Amperes, at.Power1.Watts, at.Power2.Watts, voltage.Volts));
        }

        progress.Add(readings);
        row.Set(TrainingExperiment.PhaseColumn, 0);
        row.Set(TrainingExperiment.TrainingColumn, 0);
        row.Set(TrainingExperiment.StepColumn, pair);
        row.Set(TrainingExperiment.Current1Column, readings[0].Current1);
        row.Set(TrainingExperiment.Current2Column, readings[0].Current2);
        row.Set(TrainingExperiment.LossColumn, 0);
        row.Set(TrainingExperiment.AccuracyColumn, 0);
        row.Set(TrainingExperiment.Power1Column, [.. readings.Select(reading => reading.Power1)]);
        row.Set(TrainingExperiment.Power2Column, [.. readings.Select(reading => reading.Power2)]);
        row.Set(TrainingExperiment.VoltageColumn, [.. readings.Select(reading => reading.Volts)]);
        row.Set(TrainingExperiment.TargetColumn, [.. readings.Select(reading => (double)reading.Part)]);
        row.Set(TrainingExperiment.OutputColumn, []);
        row.Set(TrainingExperiment.StateColumn, []);
        SetUnits(row, ChainLayerReading.None);
        chain.RecordField(row);
    }

    private async ValueTask TrainAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int index, int step) = plan.StepOf(point);
        ClassifierTraining training = progress.TrainingAt(index, step, map =>
        {
            TrainingPlan planned = plan.Trainings[index];
            double learningRate = planned.LearningRate ?? planned.Way.ChooseRate(plan.Trainings, progress.AccuracyOf);
            return new ClassifierTraining(settings, planned, learningRate, map, chain, context.SeedOf(planned.Replicate));
        });
        int phase = plan.PhaseOf(index, step);
        TrainingStep done = phase switch
        {
            TrainingExperiment.TestPhase => await training.TestAsync(chain, cancellationToken).ConfigureAwait(false),
            TrainingExperiment.RefitPhase => await training.RefitAsync(chain, cancellationToken).ConfigureAwait(false),
            _ => await training.StepAsync(step, chain, cancellationToken).ConfigureAwait(false),
        };
        if (phase == TrainingExperiment.TestPhase)
        {
            progress.AddTest(index, done.Accuracy);
        }

        row.Set(TrainingExperiment.PhaseColumn, phase);
        row.Set(TrainingExperiment.TrainingColumn, index);
        row.Set(TrainingExperiment.StepColumn, step);
        row.Set(TrainingExperiment.Current1Column, done.Reading.Current1.FirstOrDefault());
        row.Set(TrainingExperiment.Current2Column, done.Reading.Current2.FirstOrDefault());
        row.Set(TrainingExperiment.LossColumn, done.Loss);
        row.Set(TrainingExperiment.AccuracyColumn, done.Accuracy);
        row.Set(TrainingExperiment.Power1Column, [.. done.Inputs.Where((_, i) => int.IsEvenInteger(i))]);
        row.Set(TrainingExperiment.Power2Column, [.. done.Inputs.Where((_, i) => int.IsOddInteger(i))]);
        row.Set(TrainingExperiment.VoltageColumn, done.Reading.Volts);
        row.Set(TrainingExperiment.TargetColumn, done.Targets);
        row.Set(TrainingExperiment.OutputColumn, done.Outputs);
        row.Set(TrainingExperiment.StateColumn, training.Save());
        SetUnits(row, done.Reading);
        chain.RecordField(row);
    }

    private void SetUnits(Row row, ChainLayerReading reading)
    {
        if (settings.HiddenUnits > 0)
        {
            row.Set(TrainingExperiment.UnitCurrent1Column, reading.Current1);
            row.Set(TrainingExperiment.UnitCurrent2Column, reading.Current2);
        }
    }
}
