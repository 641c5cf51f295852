using Lab.Instruments.PulseGenerators;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Switching;

/// <summary>The measurement of <see cref="SwitchingProtocol"/>: reset, read, pulse, read.</summary>
/// <param name="settings">The settings.</param>
/// <param name="pointAt">Gives the set-point of a point.</param>
/// <param name="pulser">Gives reset and pulse. It waits until a new amplitude has settled.</param>
/// <param name="meter">Reads the resistance.</param>
internal sealed class SwitchingMeasurement(
    SwitchingSettings settings, Func<int, (int Trial, Duration Width, Voltage Amplitude)> pointAt, IPulseGenerator pulser,
    ISourceMeter meter) : IMeasurement
{
    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int trial, Duration width, Voltage amplitude) = pointAt(point);
        await FireAsync(settings.ResetAmplitude, settings.ResetWidth, cancellationToken).ConfigureAwait(false);
        SourceMeterReading before = await meter.MeasureAsync(cancellationToken).ConfigureAwait(false);
        await FireAsync(amplitude, width, cancellationToken).ConfigureAwait(false);
        SourceMeterReading after = await meter.MeasureAsync(cancellationToken).ConfigureAwait(false);
        Voltage given = await pulser.GetAmplitudeAsync(cancellationToken).ConfigureAwait(false);
        row.Set(SwitchingExperiment.TrialColumn, trial);
        row.Set(SwitchingExperiment.WidthColumn, width.Seconds);
        row.Set(SwitchingExperiment.AmplitudeColumn, amplitude.Volts);
        row.Set(SwitchingExperiment.GivenColumn, given.Volts);
        row.Set(SwitchingExperiment.BeforeColumn, before.Resistance.Ohms);
        row.Set(SwitchingExperiment.AfterColumn, after.Resistance.Ohms);
    }

    // The smaller of the energies on the way: a long reset must not meet the amplitude of a short pulse, nor the reverse.
    private async ValueTask FireAsync(Voltage amplitude, Duration width, CancellationToken cancellationToken)
    {
        Duration present = await pulser.GetWidthAsync(cancellationToken).ConfigureAwait(false);
        if (width < present)
        {
            await pulser.SetWidthAsync(width, cancellationToken).ConfigureAwait(false);
            await pulser.SetAmplitudeAsync(amplitude, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await pulser.SetAmplitudeAsync(amplitude, cancellationToken).ConfigureAwait(false);
            await pulser.SetWidthAsync(width, cancellationToken).ConfigureAwait(false);
        }

        await pulser.FireAsync(cancellationToken).ConfigureAwait(false);
    }
}
