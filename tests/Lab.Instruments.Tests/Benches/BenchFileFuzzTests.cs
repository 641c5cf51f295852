using System.Text;
using Lab.Benches;

namespace Lab.Instruments.Tests.Benches;

public class BenchFileFuzzTests
{
    private const int Mutations = 4000;

    // What means something in YAML or in a bench file, and what means nothing anywhere.
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ": ", "- ", "\n", "\n\n", "  ", "\t", "#", "&a ", "*a", "!", "!!int ", "!!binary ", "|", ">",
        "'", "\"", "\\", "%", "@", "`", ",", "? ", "---\n", "...\n",
        "<<: ", "~", "null", "NaN", "Infinity", "-1", "1e999", "0", " MHz", " Oe", "dBm", "\0", "\u2028", "\uFEFF", "é", "rf",
        "driver", "sim:", "limits", "min", "max", "9999999999999999999",
    ];

    [Fact]
    public void Read_MutationsOfTheShippedBench_GiveABenchOrABenchException()
    {
        var random = new Random(20260101);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            string yaml = Mutate(ShippedBench.Yaml, random);
            try
            {
                BenchDefinition bench = ShippedBench.Reader.Read(yaml, "fuzz.yaml");
                Assert.NotEmpty(bench.Instruments);
            }
            catch (BenchException error)
            {
                Assert.All(error.Findings, finding => Assert.StartsWith("fuzz.yaml", finding, StringComparison.Ordinal));
                refused++;
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail(
                    $"Mutation {i} caused {error.GetType()}: "
                        + $"{error.Message}{Environment.NewLine}{error.StackTrace}{Environment.NewLine}{yaml}");
            }
        }

        // Neither everything nor nothing gets through: the mutations are near the border.
        Assert.InRange(refused, Mutations / 4, Mutations - 100);
    }

    private static string Mutate(string yaml, Random random)
    {
        var text = new StringBuilder(yaml);
        int changes = random.Next(1, 4);
        for (int i = 0; i < changes && text.Length > 2; i++)
        {
            int at = random.Next(text.Length);
            switch (random.Next(6))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at));
                    break;
                case 1:
                    text[at] = (char)random.Next(1, 128);
                    break;
                case 2:
                    text.Length = at;
                    break;
                case 3:
                    int from = random.Next(text.Length);
                    text.Insert(at, text.ToString(from, Math.Min(random.Next(1, 80), text.Length - from)));
                    break;
                default:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return text.ToString();
    }
}
