// no_maps: stands in for d3-geo in the build. Plot can draw on map projections; no picture of ours does, and they would be
// a tenth of the chart script. Used by accident, a projection fails at once.

function none(): never {
  throw new Error("this build of the charts has no map projections");
}

// Plot makes one as it is loaded, for a projection named "identity"; nothing asks it for anything.
export function geoTransform(): object {
  return {};
}

export {
  none as geoAlbers,
  none as geoAlbersUsa,
  none as geoAzimuthalEqualArea,
  none as geoAzimuthalEquidistant,
  none as geoCentroid,
  none as geoClipRectangle,
  none as geoConicConformal,
  none as geoConicEqualArea,
  none as geoConicEquidistant,
  none as geoEqualEarth,
  none as geoEquirectangular,
  none as geoGnomonic,
  none as geoGraticule10,
  none as geoMercator,
  none as geoOrthographic,
  none as geoPath,
  none as geoStereographic,
  none as geoStream,
  none as geoTransverseMercator,
};
