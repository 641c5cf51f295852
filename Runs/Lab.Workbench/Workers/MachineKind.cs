using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Lab.Instruments.Files;

namespace Lab.Workbench.Workers;

/// <summary>What the last digits of a result depend on besides settings, seed and build: in which order sums of vectors are
/// taken, whether a product and a sum are rounded once, and what the mathematical library gives.</summary>
internal static class MachineKind
{
    private const int BitsOfByte = 8;
    private const int Arguments = 256;
    private const int ShownDigits = 12;

    /// <summary>The kind of this machine in words; machines with the same words compute the same bits.</summary>
    public static string Here { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{RuntimeInformation.ProcessArchitecture}, vectors of {BitsOfByte * Vector<byte>.Count} and {WidestLanes()} bits, "
            + $"{(Fma.IsSupported || AdvSimd.IsSupported ? "fused" : "separate")} products and sums, "
            + $"{RuntimeInformation.FrameworkDescription}, mathematical library {HashOfFunctions()}");

    private static int WidestLanes() =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 64;

    // Libraries differ in the last bit at some arguments: enough of them tell two libraries apart.
    private static string HashOfFunctions()
    {
        List<double> values = [];
        for (int i = 1; i <= Arguments; i++)
        {
            double x = i * 0.137;
            values.AddRange(
            [
                Math.Exp(-x), Math.Log(x), Math.Sin(x), Math.Cos(x), Math.Tan(x), Math.Tanh(x / Arguments), Math.Atan(x),
                Math.Atan2(x, Arguments - x), Math.Cbrt(x), Math.Pow(x, 1.37), MathF.Exp((float)-x), MathF.Log((float)x),
                MathF.Sin((float)x), MathF.Tanh((float)x / Arguments), MathF.Pow((float)x, 1.37f),
            ]);
        }

        byte[] bytes = new byte[values.Count * sizeof(double)];
        foreach ((int i, double value) in values.Index())
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), value);
        }

        return PlainFile.Sha256(bytes)[..ShownDigits];
    }
}
