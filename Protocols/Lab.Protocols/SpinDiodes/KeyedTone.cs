using Lab.Instruments;
using Lab.Instruments.RfGenerators;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Protocols;

namespace Lab.Protocols.SpinDiodes;

/// <summary>A tone that is keyed on and off for a lock-in amplifier.</summary>
internal static class KeyedTone
{
    /// <summary>Rectified voltage of the tone that is on, per rms reading of the lock-in amplifier. A square wave from 0 to V has
    /// a fundamental of the amplitude 2V/π, thus √2 V/π rms.</summary>
    public static readonly double VoltsPerReading = Math.PI / Math.Sqrt(2);

    /// <summary>Lets the generator key its tone.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="frequency">The keying frequency.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunException">The generator cannot.</exception>
    /// <returns>The generator's keying.</returns>
    public static async ValueTask<ISquareModulation> StartAsync(
        ExperimentContext context, Frequency frequency, CancellationToken cancellationToken)
    {
        IRfGenerator generator = context.Bench.Get<IRfGenerator>(BenchSetUp.RfRole);
        ISquareModulation keying = generator as ISquareModulation
            ?? throw new RunException(
                $"The generator '{generator.Name}' does not key its tone, so that a lock-in amplifier has nothing to detect. "
                    + "Choose a generator with pulse modulation.");
        await keying.ModulateAsync(frequency, cancellationToken).ConfigureAwait(false);
        return keying;
    }
}
