using Lab.Models.Data;
using Lab.Models.Randomness;
using Lab.Models.StochasticSynapses;
using Lab.Models.Training;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Studies.StochasticSynapses;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>Measures the tests and steps of a training in the loop.</summary>
/// <param name="settings">The settings.</param>
/// <param name="plan">The plan.</param>
/// <param name="images">The images.</param>
/// <param name="trainer">The training.</param>
/// <param name="progress">Where its state is kept.</param>
/// <param name="shots">The wire.</param>
/// <param name="seed">Seed of the choice of images.</param>
internal sealed class TrainOnChipMeasurement(
    TrainOnChipSettings settings, TrainOnChipExperiment plan, FewClasses images, Trainer trainer,
    TrainOnChipExperiment.Progress progress, WireShots shots, ulong seed) : IMeasurement
{
    private readonly PerceptronOnWires network = (PerceptronOnWires)trainer.Network;

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int phase, int number) = plan.PhaseOf(point);
        (long loops, long read) = (shots.Loops, network.Shots);
        shots.ForgetMisses();
        BatchResult result;
        double[] state = [];
        if (phase == TrainOnChipExperiment.StepPhase)
        {
            // A step that fails half-way has moved nothing. The engine repeats a point also where an instrument complains after
            // the step: it begins again where the network was before it, with the same images.
            if (progress.Before is var (same, before) && same == number)
            {
                trainer.Restore(before);
            }
            else
            {
                progress.Before = (number, trainer.Save());
            }

            int count = Math.Min(settings.Batch, images.Training.Count);
            int[] members = RandomStream.For(seed, "stochastic/order", (ulong)number).NextOrder(images.Training.Count)[..count];
            try
            {
                result = await trainer.StepAsync(Pick(images.Training, members), cancellationToken).ConfigureAwait(false);
            }
            catch (ArithmeticException diverged)
            {
                throw new RunException(diverged.Message, diverged);
            }

            state = trainer.Save();
            progress.Saved = state;
        }
        else
        {
            result = await network.EvaluateAsync(Pick(images.Test, [number]), ForwardPass.Measured, cancellationToken)
                .ConfigureAwait(false);
        }

        row.Set(TrainOnChipExperiment.PhaseColumn, phase);
        row.Set(TrainOnChipExperiment.NumberColumn, number);
        row.Set(TrainOnChipExperiment.LossColumn, result.Loss);
        row.Set(TrainOnChipExperiment.AccuracyColumn, result.Accuracy);
        row.Set(TrainOnChipExperiment.ShotsColumn, network.Shots - read);
        row.Set(TrainOnChipExperiment.LoopsColumn, shots.Loops - loops);
        row.Set(TrainOnChipExperiment.MissColumn, shots.LargestMiss.Tesla);
        row.Set(TrainOnChipExperiment.StateColumn, state);
    }

    private static TrainingBatch Pick(ImageSet set, int[] members)
    {
        float[] inputs = new float[members.Length * set.Size];
        float[] targets = new float[members.Length * set.Classes];
        set.Pick(members, inputs, targets);
        return new TrainingBatch(inputs, targets, members.Length);
    }
}
