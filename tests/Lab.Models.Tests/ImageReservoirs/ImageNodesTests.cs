using Lab.Models.ImageReservoirs;

namespace Lab.Models.Tests.ImageReservoirs;

/// <summary>Nodes that see images of nothing, all of which have the same current.</summary>
public sealed class ImageNodesTests
{
    private const int Count = 5;
    private const int Width = ComponentImages.BlockLength;

    [Fact]
    public void Fill_NoiseOfTheReading_ScattersEachStateByItself()
    {
        var images = new ComponentImages(new byte[Width], classes: 2, components: 3);
        float[] still = StatesOf(images, new VortexDrive());
        float[] read = StatesOf(images, new VortexDrive { ReadNoise = 0.05, Repeats = 4 });
        double[] off = [.. read.Zip(still, (one, other) => (double)(one - other))];

        // 5,120 numbers tell a deviation to 1 %; each is the mean of four.
        Assert.Equal(0.025, Math.Sqrt(off.Average(each => each * each)), 0.001);
        Assert.All(
            Enumerable.Range(0, Count), node => Assert.InRange(
                Math.Sqrt(off.Skip(node * Width).Take(Width).Average(each => each * each)), 0.022, 0.028));
        double together = off.Take(Width).Zip(off.Skip(Width), (one, next) => one * next).Average() / (0.025 * 0.025);
        Assert.Equal(0, together, 0.15);
    }

    [Fact]
    public void FillCurrents_ImagesOfNothing_AreTheMeanCurrent()
    {
        var images = new ComponentImages(new byte[Width], classes: 2, components: 3);
        float[] currents = new float[Count * Width];
        new ImageNodes(NodeFunction.Vortex, Count, 3, 1, new VortexDrive { Bias = 1.15 }).FillCurrents(images, 0, currents);

        Assert.All(currents, current => Assert.Equal(1.15, current, 1e-6));
    }

    [Fact]
    public void Fill_LargestCurrent_HoldsStatesAndCurrentsAlike()
    {
        var images = new ComponentImages(new byte[Width], classes: 2, components: 3);
        var drive = new VortexDrive { Bias = 1.3, Largest = 1.2 };
        float[] currents = new float[Count * Width];
        new ImageNodes(NodeFunction.Vortex, Count, 3, 1, drive).FillCurrents(images, 0, currents);

        Assert.All(currents, current => Assert.Equal(1.2, current, 1e-6));
        Assert.Equal(StatesOf(images, new VortexDrive { Bias = 1.2 }), StatesOf(images, drive));
        Assert.NotEqual(StatesOf(images, new VortexDrive { Bias = 1.3 }), StatesOf(images, drive));
    }

    private static float[] StatesOf(ComponentImages images, VortexDrive drive)
    {
        float[] states = new float[Count * Width];
        new ImageNodes(NodeFunction.Vortex, Count, 3, 1, drive).Fill(images, 0, "test", states);
        return states;
    }
}
