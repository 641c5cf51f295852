namespace Lab.Calibration.Noise;

/// <summary>Sums of products over readings. Four sums run side by side, in an order that is the same on every machine.</summary>
internal static class InnerProduct
{
    public static double Of(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i <= left.Length - 4; i += 4)
        {
            first += left[i] * right[i];
            second += left[i + 1] * right[i + 1];
            third += left[i + 2] * right[i + 2];
            fourth += left[i + 3] * right[i + 3];
        }

        for (; i < left.Length; i++)
        {
            first += left[i] * right[i];
        }

        return first + second + (third + fourth);
    }
}
