namespace Lab.Protocols.VortexOscillators;

/// <summary>How the amplitude of the orbit follows from what is read, s = a + b·V/I: the line through the mean amplitudes of the
/// model at the nodes of some images.</summary>
/// <param name="Offset">a.</param>
/// <param name="Slope">b, A/V.</param>
/// <param name="Scatter">Deviation of the device from the model, rms, in units of s.</param>
internal sealed record AmplitudeScale(double Offset, double Slope, double Scatter)
{
    /// <summary>Fits.</summary>
    /// <param name="read">Voltages over currents, V/A.</param>
    /// <param name="model">The amplitudes of the model, as many.</param>
    /// <returns>The scale; <see langword="null"/> where what is read does not follow the model.</returns>
    public static AmplitudeScale? Find(double[] read, double[] model)
    {
        (double meanRead, double meanModel) = (read.Average(), model.Average());
        double product = read.Zip(model, (r, m) => (r - meanRead) * (m - meanModel)).Sum();
        double squares = model.Sum(m => (m - meanModel) * (m - meanModel));

        // The noise is in what is read: its line against the model is the one without bias, and is turned round.
        double perAmplitude = product / squares;
        if (!(perAmplitude > 0) || !double.IsFinite(perAmplitude))
        {
            return null;
        }

        double slope = 1 / perAmplitude;
        double offset = meanModel - (slope * meanRead);
        return new AmplitudeScale(
            offset, slope, Math.Sqrt(read.Zip(model, (r, m) => offset + (slope * r) - m).Average(off => off * off)));
    }

    /// <summary>The amplitude.</summary>
    /// <param name="read">The voltage over the current, V/A.</param>
    public double Of(double read) => Offset + (Slope * read);
}
