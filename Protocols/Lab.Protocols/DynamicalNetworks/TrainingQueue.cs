using System.Threading.Channels;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>Trainings beside each other, one on a thread, whose epochs are taken one training after the other. A single one has all
/// threads for itself. Neither changes a number.</summary>
/// <param name="count">How many trainings.</param>
/// <param name="epochs">Epochs of each.</param>
/// <param name="patience">Epochs without gain after which a training ends; 0 for never.</param>
/// <param name="threads">Threads.</param>
/// <param name="start">Sets a training up, by its index and its threads.</param>
internal sealed class TrainingQueue(int count, int epochs, int patience, int threads, Func<int, int, NetworkTraining> start)
{
    private readonly Channel<TrainedEpoch>[] channels = new Channel<TrainedEpoch>[count];
    private (int Training, int Next, TrainedEpoch Epoch) taken = (-1, 0, TrainedEpoch.Nothing);
    private int started = -1;

    /// <summary>Whether a training that diverges ends there, and its other epochs say that they were not trained.</summary>
    public bool BearsDivergence { get; init; }

    /// <summary>One epoch of a training; those of one training ascend, and so do the trainings. Epochs that are left out are trained
    /// all the same.</summary>
    /// <param name="training">The training, from 0.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="cancellationToken">Ends the trainings.</param>
    /// <exception cref="ArithmeticException">The training diverged.</exception>
    public async ValueTask<TrainedEpoch> TakeAsync(int training, int epoch, CancellationToken cancellationToken)
    {
        if (taken.Training != training)
        {
            taken = (training, 0, TrainedEpoch.Nothing);
        }

        // As many as there are threads are under way.
        for (started = Math.Max(started, training - 1); started + 1 < Math.Min(count, training + threads); started++)
        {
            Begin(started + 1, cancellationToken);
        }

        while (taken.Next <= epoch)
        {
            try
            {
                taken = (training, taken.Next + 1, await channels[training].Reader.ReadAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (ChannelClosedException closed) when (closed.InnerException is ArithmeticException diverged)
            {
                throw new ArithmeticException(diverged.Message, diverged);
            }
        }

        return taken.Epoch;
    }

    private void Begin(int index, CancellationToken cancellationToken)
    {
        Channel<TrainedEpoch> channel = channels[index] = Channel.CreateUnbounded<TrainedEpoch>();
        int own = Math.Min(threads, count) > 1 ? 1 : threads;
        _ = Task.Run(
            () =>
            {
                try
                {
                    NetworkTraining training = start(index, own);
                    var last = new TrainedEpoch(0, 0, 0, 0, training.Synapses, 0, IsTrained: false) { Confusion = training.NoAnswers };
                    bool hasDiverged = false;
                    for (int epoch = 0; epoch < epochs; epoch++)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        bool hasEnded = hasDiverged || (patience > 0 && training.EpochsWithoutGain >= patience);
                        try
                        {
                            last = hasEnded ? last with { IsTrained = false } : training.TrainAndTest();
                        }
                        catch (ArithmeticException) when (BearsDivergence)
                        {
                            (hasDiverged, last) = (true, last with { IsTrained = false });
                        }

                        channel.Writer.TryWrite(last);
                    }

                    channel.Writer.Complete();
                }
                catch (Exception error)
                {
                    channel.Writer.Complete(error); // whoever takes the next epoch gets it
                }
            },
            CancellationToken.None);
    }
}
