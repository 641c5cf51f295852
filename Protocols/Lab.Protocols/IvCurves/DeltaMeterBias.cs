using Lab.Instruments.DeltaMeters;
using Lab.Quantities;

namespace Lab.Protocols.IvCurves;

/// <summary>A delta-mode meter: the current goes to and fro about the bias, and mean and change of the voltage are
/// read.</summary>
/// <remarks>Each reading is a sweep of one bias, so that the watch sees a point before a larger current flows, and no two
/// readings share a conversion. Between readings nothing flows.</remarks>
/// <param name="settings">The settings.</param>
/// <param name="meter">The meter.</param>
internal sealed class DeltaMeterBias(IvCurveSettings settings, IDeltaMeter meter) : IBiasMeter
{
    /// <summary>Step of a sweep that has one bias, as a part r of the change c: the source goes a step beyond it to both sides.
    /// In the mean of the outer conversions both cancel but for the bend of the curve, V″(r·c)²/2. That has the sign of the
    /// current, and looks like an asymmetry of the barrier: 3 µV on the bench <c>barrier-delta</c> where r is 0.01, nothing
    /// here.</summary>
    private const double StepRatio = 0.0001;

    /// <summary>A source that holds its largest voltage is this near to it. It says nothing, and the meter reads what it
    /// holds.</summary>
    private const double HeldRatio = 0.99;

    private readonly Current change = settings.Currents[0] * settings.ChangeRatio;

    public double LargestAmperesAt(double amperes) => amperes + (change.Amperes * (1 + StepRatio));

    // A sweep switches the output on, and the gate counts the amplitude of reversals as what then flows.
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        await meter.SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
        await meter.SetComplianceAsync(settings.LargestVoltage, cancellationToken).ConfigureAwait(false);
        await meter.SetAmplitudeAsync(change, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<BiasReading?> ReadAsync(Current bias, CancellationToken cancellationToken)
    {
        var points = new BiasPoint[settings.Readings];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = await ReadOnceAsync(bias, cancellationToken).ConfigureAwait(false);
            double largest = Math.Abs(points[i].Voltage.Volts) + Math.Abs(points[i].DifferentialResistance.Ohms * change.Amperes);
            if (!(largest < HeldRatio * settings.LargestVoltage.Volts))
            {
                return null;
            }
        }

        return BiasReading.Of(points, change);
    }

    public async ValueTask<double> ReadOhmsAsync(Current bias, CancellationToken cancellationToken) =>
        (await ReadOnceAsync(bias, cancellationToken).ConfigureAwait(false)).Voltage.Volts / bias.Amperes;

    public ValueTask RestAsync(CancellationToken cancellationToken) => meter.SetOutputAsync(on: false, cancellationToken);

    private async ValueTask<BiasPoint> ReadOnceAsync(Current bias, CancellationToken cancellationToken) =>
        (await meter.MeasureSweepAsync(bias, bias, change * StepRatio, change, cancellationToken).ConfigureAwait(false))[0];
}
