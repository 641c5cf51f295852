using Lab.Instruments.Clocks;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.RfGenerators;
using Lab.Quantities;
using Lab.Runs.Protocols;

namespace Lab.Protocols.SpinDiodes;

/// <summary>Readings of a nanovoltmeter, for which the keying of the tone is interrupted.</summary>
/// <param name="voltmeter">The nanovoltmeter.</param>
/// <param name="keying">The keying.</param>
/// <param name="frequency">Its frequency.</param>
/// <param name="settle">The wait before a reading.</param>
/// <param name="clock">The bench's clock.</param>
internal sealed class UnbrokenTone(
    INanovoltmeter voltmeter, ISquareModulation keying, Frequency frequency, Duration settle, TimeProvider clock)
{
    /// <summary>Sets the nanovoltmeter up.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="keying">The keying.</param>
    /// <param name="frequency">Its frequency.</param>
    /// <param name="settings">How the nanovoltmeter reads.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async ValueTask<UnbrokenTone> PrepareAsync(
        ExperimentContext context, ISquareModulation keying, Frequency frequency, SpinDiodeSettings settings,
        CancellationToken cancellationToken)
    {
        INanovoltmeter voltmeter = context.Bench.Get<INanovoltmeter>(BenchSetUp.VoltmeterRole);
        await voltmeter.ConfigureAsync(
            new NanovoltmeterSettings
            {
                Range = settings.Range,
                IntegrationCycles = settings.IntegrationCycles,
                AverageCount = settings.Averages,
            },
            cancellationToken).ConfigureAwait(false);
        return new UnbrokenTone(voltmeter, keying, frequency, settings.Settle, context.Bench.Clock);
    }

    /// <summary>Reads the voltage of the tone that is on all the time; it is keyed again afterwards, whatever fails: a point that
    /// is repeated begins with the lock-in amplifier.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Voltage> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await keying.ModulateAsync(null, cancellationToken).ConfigureAwait(false);
            await clock.WaitAsync(settle, cancellationToken).ConfigureAwait(false);
            return await voltmeter.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await keying.ModulateAsync(frequency, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
