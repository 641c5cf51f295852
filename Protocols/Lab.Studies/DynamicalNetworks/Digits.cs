using System.Globalization;
using System.IO.Compression;
using Lab.Models.Data;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>1797 handwritten digits of 8 by 8 pixels, grey values 0 to 16: E. Alpaydin and C. Kaynak, "Optical Recognition of
/// Handwritten Digits", UCI Machine Learning Repository (1998), doi:10.24432/C50P49, licence CC BY 4.0; the part that
/// scikit-learn ships.</summary>
public static class Digits
{
    /// <summary>Pixels of a digit.</summary>
    public const int Pixels = 64;

    /// <summary>How many digits there are.</summary>
    public const int Classes = 10;

    /// <summary>Mean grey value of all pixels, which networks get as zero.</summary>
    public const double MeanPixel = 4.884;

    /// <summary>All digits: grey values from 0 to 16, shape [digit][pixel], row after row; and which digit each is.</summary>
    public static LabelledSamples Load()
    {
        using Stream packed = typeof(Digits).Assembly.GetManifestResourceStream("digits.csv.gz")
            ?? throw new InvalidOperationException("Bug in Lab: the digits are not part of the program.");
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        List<double[]> pixels = [];
        List<int> classes = [];
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            double[] cells = [.. line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            pixels.Add(cells[..Pixels]);
            classes.Add((int)cells[Pixels]);
        }

        return new LabelledSamples([.. pixels], [.. classes]);
    }
}
