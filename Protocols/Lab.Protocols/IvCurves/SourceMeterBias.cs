using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;

namespace Lab.Protocols.IvCurves;

/// <summary>A source-measure unit: a steady current, whose voltage is read some times.</summary>
/// <param name="settings">The settings.</param>
/// <param name="clock">The bench's clock.</param>
/// <param name="meter">The unit.</param>
internal sealed class SourceMeterBias(IvCurveSettings settings, TimeProvider clock, ISourceMeter meter) : IBiasMeter
{
    public double LargestAmperesAt(double amperes) => amperes;

    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        await meter.SetCurrentAsync(default, cancellationToken).ConfigureAwait(false);
        await meter.SetComplianceAsync(settings.LargestVoltage, cancellationToken).ConfigureAwait(false);
        await meter.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<BiasReading?> ReadAsync(Current bias, CancellationToken cancellationToken)
    {
        await GoToAsync(bias, cancellationToken).ConfigureAwait(false);
        var readings = new SourceMeterReading[settings.Readings];
        try
        {
            for (int i = 0; i < readings.Length; i++)
            {
                readings[i] = await meter.MeasureAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (InstrumentException error) when (error.Fault == InstrumentFault.Overflow)
        {
            return null; // the source holds the largest voltage, which is what it was told to do
        }

        return BiasReading.Of(readings);
    }

    public async ValueTask<double> ReadOhmsAsync(Current bias, CancellationToken cancellationToken)
    {
        await GoToAsync(bias, cancellationToken).ConfigureAwait(false);
        return (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Resistance.Ohms;
    }

    public ValueTask RestAsync(CancellationToken cancellationToken) => meter.SetCurrentAsync(default, cancellationToken);

    private async ValueTask GoToAsync(Current bias, CancellationToken cancellationToken)
    {
        await meter.SetCurrentAsync(bias, cancellationToken).ConfigureAwait(false);
        await clock.WaitAsync(settings.Settle, cancellationToken).ConfigureAwait(false);
    }
}
