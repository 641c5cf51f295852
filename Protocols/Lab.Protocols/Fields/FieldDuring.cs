using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Protocols.Fields;

/// <summary>The field while something is measured.</summary>
/// <remarks>
/// A magnet that has settled within its tolerance creeps on in the direction of its last move. The field of the settling alone
/// would make a sweep down lag behind the sweep up, as if the sample were hysteretic.
/// </remarks>
internal static class FieldDuring
{
    /// <summary>Measures several times, and reads the field before, between and after the measurements.</summary>
    /// <param name="magnet">The magnet, which has settled.</param>
    /// <param name="settled">What it settled at.</param>
    /// <param name="measurements">How many measurements.</param>
    /// <param name="measure">One of them.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The measured values, and the mean of the readings of the field; its uncertainty contains that of the settled field
    /// and half of what the field changed by from the first reading to the last.</returns>
    /// <exception cref="Lab.Instruments.InstrumentException">A reading of the field fails.</exception>
    public static async ValueTask<(IReadOnlyList<T> Values, SettledField Field)> MeasureAsync<T>(
        IElectromagnet magnet, SettledField settled, int measurements, Func<CancellationToken, ValueTask<T>> measure,
        CancellationToken cancellationToken)
    {
        var values = new T[measurements];
        double[] fields = new double[measurements + 1];
        fields[0] = await ReadTeslaAsync().ConfigureAwait(false);
        for (int i = 0; i < measurements; i++)
        {
            values[i] = await measure(cancellationToken).ConfigureAwait(false);
            fields[i + 1] = await ReadTeslaAsync().ConfigureAwait(false);
        }

        double uncertainty = double.Hypot(settled.Uncertainty.Tesla, (fields[^1] - fields[0]) / 2);
        return (values, settled with
        {
            Field = MagneticField.FromTesla(fields.Average()),
            Uncertainty = MagneticField.FromTesla(uncertainty),
        });

        async ValueTask<double> ReadTeslaAsync() => (await magnet.ReadFieldAsync(cancellationToken).ConfigureAwait(false)).Tesla;
    }
}
