using Lab.Calibration.SpinDiodes;

namespace Lab.Calibration.Tests.SpinDiodes;

internal sealed record MeasuredSpectrum(double[] FrequencyHertz, double[] PowerWatts, double[] VoltageVolts, double[] TimeSeconds)
{
    public SpinDiodeFitResult Fit() => SpinDiodeFit.Fit(FrequencyHertz, PowerWatts, VoltageVolts, TimeSeconds);
}
